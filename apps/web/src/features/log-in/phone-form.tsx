import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNote } from '../../components/screen-state/error-note.tsx';
import { useTRPCClient } from '../../lib/api/trpc.ts';
import { useClinic, useClinics } from '../../lib/api/use-clinics.ts';
import { useCommand } from '../../lib/api/use-command.ts';
import { examplePhone, toE164 } from '../../lib/format/phone-number.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { type Challenge, CodeForm } from './code-form.tsx';

interface PhoneFormProps {
  /** Slug or id of the clinic that the user comes from, where it is known. */
  readonly clinic: string | null;
  readonly onLoggedIn: () => void;
}

/** The found clinics, and the chosen one where the search has left it behind. */
function optionsOf(found: readonly Clinic[], chosen: Clinic | undefined) {
  const isLeft = chosen !== undefined && !found.some(({ id }) => id === chosen.id);
  return [...(isLeft ? [chosen] : []), ...found].map(({ id, name }) => ({ value: id, label: name }));
}

/** Log-in by phone: the clinic sends a code, or shows it at its desk. */
export function PhoneForm({ clinic: wanted, onLoggedIn }: PhoneFormProps) {
  const { t } = useTranslation(['log-in', 'parts']);
  const client = useTRPCClient();
  const locale = useLocale();
  const [chosen, setChosen] = useState<Clinic | null>(null);
  const [typed, setTyped] = useState('');
  const known = useClinic(wanted);
  const first = useClinics('').data?.[0];
  const clinic = chosen ?? known.data ?? (wanted === null || known.isError ? first : undefined);
  // The field shows the name of the chosen clinic: that is no search.
  const found = useClinics(typed === clinic?.name ? '' : typed);
  const clinics = found.data ?? [];
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const request = useCommand(client.auth.requestCode.mutate, {
    onSuccess: ({ challengeId, expiresAt, channel }, { phone }) =>
      setChallenge({ challengeId, expiresAt, channel, phone }),
  });
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { phone: '' },
    validate: {
      phone: (text) =>
        toE164(text, clinic?.timeZone) === null
          ? t('parts:phone.wrong', { example: examplePhone(clinic?.timeZone) })
          : null,
    },
  });
  const send = (text: string): void => {
    const phone = toE164(text, clinic?.timeZone);
    if (phone !== null && clinic) request.mutate({ phone, clinicId: clinic.id, locale });
  };

  const isChoice = !known.data && (clinics.length > 1 || found.search !== null || chosen !== null);

  if (challenge !== null) {
    return (
      <CodeForm
        key={challenge.challengeId}
        challenge={challenge}
        onLoggedIn={onLoggedIn}
        onAgain={() => send(challenge.phone)}
        isSending={request.isPending}
        sendError={request.error}
        onOtherPhone={() => setChallenge(null)}
      />
    );
  }
  return (
    <form noValidate onSubmit={form.onSubmit(({ phone }) => send(phone))}>
      <Stack gap="md">
        <TextInput
          size="md"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          label={t('phone')}
          description={t('phoneHint')}
          placeholder={examplePhone(clinic?.timeZone)}
          key={form.key('phone')}
          {...form.getInputProps('phone')}
        />
        {isChoice ? (
          <Select
            size="md"
            label={t('clinic')}
            data={optionsOf(clinics, clinic)}
            value={clinic?.id ?? null}
            onChange={(id) => setChosen(clinics.find((one) => one.id === id) ?? chosen)}
            searchable
            onSearchChange={setTyped}
            nothingFoundMessage={t('noClinic')}
            allowDeselect={false}
          />
        ) : null}
        <ErrorNote error={request.error} />
        <Button type="submit" size="md" loading={request.isPending} disabled={!clinic} fullWidth>
          {t('sendCode')}
        </Button>
      </Stack>
    </form>
  );
}
