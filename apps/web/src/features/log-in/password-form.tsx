import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../../components/screen-state/error-note.tsx';
import { useTRPCClient } from '../../lib/api/trpc.ts';
import { useCommand } from '../../lib/api/use-command.ts';

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** Log-in by e-mail and password, for staff and anyone else who has a password. */
export function PasswordForm({ onLoggedIn }: { readonly onLoggedIn: () => void }) {
  const { t } = useTranslation('log-in');
  const client = useTRPCClient();
  const logIn = useCommand(client.auth.login.mutate, { onSuccess: onLoggedIn });
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (text) => (isEmail(text.trim()) ? null : t('emailWrong')),
      password: (text) => (text === '' ? t('passwordMissing') : null),
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ email, password }) => logIn.mutate({ email: email.trim(), password }))}
    >
      <Stack gap="md">
        <TextInput
          size="md"
          type="email"
          autoComplete="username"
          inputMode="email"
          label={t('email')}
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          size="md"
          autoComplete="current-password"
          label={t('password')}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <ErrorNote error={logIn.error} />
        <Button type="submit" size="md" loading={logIn.isPending} fullWidth>
          {t('logInNow')}
        </Button>
      </Stack>
    </form>
  );
}
