import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { Button, Checkbox, Group, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/layout/card.tsx';
import { ErrorNote } from '../../components/screen-state/error-note.tsx';
import { failureOf } from '../../lib/api/api-error.ts';
import { useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { useCommand } from '../../lib/api/use-command.ts';
import { dateInZone } from '../../lib/format/format-time.ts';
import { examplePhone, toE164 } from '../../lib/format/phone-number.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

interface AddPatientFormProps {
  readonly clinic: Clinic;
  /** Phone of the family, when one is known. */
  readonly phone: string;
  readonly isFirst: boolean;
  readonly onAdded: (patient: Patient) => void;
  readonly onBack: () => void;
}

const forbiddenSigns = /[\p{Cc}\p{Cs}\p{Co}<>]/u;
const longestName = 120;

/** The API's own remarks, beside the fields that they are about. */
function fieldErrors(error: unknown): Record<string, string> {
  const failure = failureOf(error);
  if (failure.kind !== 'refused') return {};
  return Object.fromEntries((failure.body.fields ?? []).map(({ field, problem }) => [field, problem]));
}

export function AddPatientForm({ clinic, phone, isFirst, onAdded, onBack }: AddPatientFormProps) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const example = examplePhone(clinic.currency);
  const today = dateInZone(Date.now(), clinic.timeZone);
  const add = useCommand(client.patients.add.mutate, {
    onSuccess: (patient) => {
      const key = trpc.patients.list.queryKey({ clinicId: clinic.id });
      queryClient.setQueryData(key, (before) => ({ patients: [...(before?.patients ?? []), patient] }));
      onAdded(patient);
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const form = useForm({
    initialValues: { fullName: '', phone, dateOfBirth: '', whatsappConsent: false },
    validateInputOnBlur: ['phone'],
    validate: {
      fullName: (text) => {
        if (text.trim() === '') return t('book.nameMissing');
        return forbiddenSigns.test(text) || text.trim().length > longestName ? t('book.nameWrong') : null;
      },
      phone: (text) => (toE164(text, clinic.currency) === null ? t('book.phoneWrong', { example }) : null),
      dateOfBirth: (text) =>
        text !== '' && (text > today || text < '1900-01-01') ? t('book.dateWrong') : null,
    },
  });
  const name = form.values.fullName.trim();
  const send = (values: typeof form.values): void => {
    const e164 = toE164(values.phone, clinic.currency);
    if (e164 === null) return;
    add.mutate({
      clinicId: clinic.id,
      fullName: values.fullName.trim(),
      phone: e164,
      ...(values.dateOfBirth === '' ? {} : { dateOfBirth: values.dateOfBirth }),
      locale,
      whatsappConsent: values.whatsappConsent,
    });
  };
  return (
    <Card>
      <form noValidate onSubmit={form.onSubmit(send)}>
        <Stack gap="md">
          <Title order={2} fz="lg">
            {t(isFirst ? 'book.firstTitle' : 'book.addTitle')}
          </Title>
          <TextInput
            size="md"
            label={t('book.fullName')}
            description={t('book.fullNameHint')}
            autoComplete="name"
            maxLength={longestName}
            data-autofocus
            {...form.getInputProps('fullName')}
          />
          <TextInput
            size="md"
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            label={t('book.phone')}
            description={t('book.phoneHint', { example })}
            {...form.getInputProps('phone')}
          />
          <TextInput
            size="md"
            type="date"
            autoComplete="bday"
            min="1900-01-01"
            max={today}
            label={t('book.dateOfBirth')}
            {...form.getInputProps('dateOfBirth')}
          />
          <Checkbox
            size="md"
            label={t('book.consent')}
            description={t('book.consentHint')}
            {...form.getInputProps('whatsappConsent', { type: 'checkbox' })}
          />
          <ErrorNote error={add.error} />
          <Group gap="sm" grow={!isFirst}>
            {isFirst ? null : (
              <Button type="button" size="md" variant="default" onClick={onBack}>
                {t('book.back')}
              </Button>
            )}
            <Button type="submit" size="md" loading={add.isPending} fullWidth={isFirst}>
              {name === '' || name.length > 18 ? t('book.saveEmpty') : t('book.save', { name })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
