import { needsSecondPerson } from '@holdfast/contract/payment/provider-accounts';
import { Button, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ReasonField } from '../../../components/reason/reason-field.tsx';
import { useReasonProblem } from '../../../components/reason/use-reason-problem.ts';
import type { Account, SecretForm } from '../model/account-types.ts';
import { type Entered, filledIn, unfitting } from '../model/entered-secrets.ts';
import { useKeysCommand } from '../use-account-commands.ts';
import { useAccountsText } from '../use-accounts-text.ts';
import { AccountFailure, wrongFieldsOf } from './account-failure.tsx';
import { SecretInputs } from './secret-inputs.tsx';

interface RotateFormProps {
  readonly clinicId: string;
  readonly account: Account;
  readonly forms: readonly SecretForm[];
  readonly onDone: () => void;
}

/** New keys, all or some of them: what is left empty stays. */
export function RotateForm({ clinicId, account, forms, onDone }: RotateFormProps) {
  const { t } = useAccountsText();
  const [entered, setEntered] = useState<Entered>({});
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reasonProblem = useReasonProblem()(reason);
  const command = useKeysCommand(clinicId, () => {
    setEntered({});
    onDone();
  });
  const secrets = filledIn(forms, entered);
  const unfit = unfitting(secrets);
  const wrongFields = wrongFieldsOf(command.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (secrets.length === 0 || unfit.length > 0 || reasonProblem !== null || command.isPending) return;
    const input = { providerAccountId: account.id, secrets, reason: reason.trim() };
    void command.run((api) => api.providerAccounts.rotate.mutate(input));
  };
  const problemOf = ({ purpose, form }: SecretForm): string | null => {
    if (tried && secrets.length === 0) return t('payment-accounts:form.oneNeeded');
    const isWrong = (tried && unfit.includes(purpose)) || wrongFields.includes(`secrets.${purpose}`);
    return isWrong ? t('payment-accounts:form.secretWrong', { form }) : null;
  };
  return (
    <form onSubmit={submit} noValidate autoComplete="off" aria-label={t('payment-accounts:rotate.title')}>
      <Stack gap="sm">
        <Text size="sm">{t('payment-accounts:rotate.body')}</Text>
        {needsSecondPerson(account.mode) ? <Text size="sm">{t('payment-accounts:mode.live')}</Text> : null}
        <SecretInputs
          forms={forms}
          entered={entered}
          required={false}
          problemOf={problemOf}
          onEntered={(next) => {
            setEntered(next);
            command.forget();
          }}
        />
        <ReasonField value={reason} problem={tried ? reasonProblem : null} onChange={setReason} />
        {wrongFields.some((field) => field === 'mode' || field === 'accountRef') ? (
          <Text size="sm" c="var(--mantine-color-error)">
            {t('payment-accounts:rotate.ofOther')}
          </Text>
        ) : null}
        <AccountFailure error={command.error} />
        <Button type="submit" loading={command.isPending}>
          {t('payment-accounts:rotate.button')}
        </Button>
      </Stack>
    </form>
  );
}
