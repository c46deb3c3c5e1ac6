import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { locales } from '@holdfast/contract/locale-facts';
import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { Button, Checkbox, Group, Select, Stack, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { localeNames } from '../../i18n/i18n.ts';
import { failureOf } from '../../lib/api/api-error.ts';
import { useTRPCClient } from '../../lib/api/trpc.ts';
import { useCommand } from '../../lib/api/use-command.ts';
import { serverNow } from '../../lib/clock/server-clock.ts';
import { dateInZone } from '../../lib/format/format-time.ts';
import { examplePhone, toE164 } from '../../lib/format/phone-number.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { ErrorNote } from '../screen-state/error-note.tsx';

const forbiddenSigns = /[\p{Cc}\p{Cs}\p{Co}<>]/u;
const longestName = 120;
/** A longer name does not fit on the button. */
const longestNameOnButton = 18;
const oldestBirth = '1900-01-01';

/** Large fields for touch, or dense ones for a keyboard. */
const looks = {
  patient: { field: 'md', gap: 'md' },
  desk: { field: 'sm', gap: 'sm' },
} as const;

interface PatientFormProps {
  readonly clinic: Pick<Clinic, 'id' | 'currency' | 'timeZone'>;
  /** Who fills it in: patients write about themselves, in their own language; the desk asks for it. */
  readonly filledBy: keyof typeof looks;
  readonly known?: { readonly fullName?: string; readonly phone?: string };
  readonly title?: string;
  readonly onAdded: (patient: Patient) => void;
  /** Absent where there is nothing to go back to. */
  readonly onBack?: () => void;
}

/** Field problems that the API reports, keyed by field. */
function fieldErrors(error: unknown): Record<string, string> {
  const failure = failureOf(error);
  if (failure.kind !== 'refused') return {};
  return Object.fromEntries((failure.body.fields ?? []).map(({ field, problem }) => [field, problem]));
}

function usePatientForm({ clinic, known = {}, onAdded }: PatientFormProps) {
  const { t } = useTranslation('parts');
  const locale = useLocale();
  const client = useTRPCClient();
  const example = examplePhone(clinic.timeZone);
  const today = dateInZone(serverNow(), clinic.timeZone);
  const add = useCommand(client.patients.add.mutate, {
    onSuccess: onAdded,
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const form = useForm({
    initialValues: {
      fullName: known.fullName ?? '',
      phone: known.phone ?? '',
      dateOfBirth: '',
      locale,
      whatsappConsent: false,
    },
    validateInputOnBlur: ['phone'],
    validate: {
      fullName: (text) => {
        if (text.trim() === '') return t('patientForm.nameMissing');
        const isWrong = forbiddenSigns.test(text) || text.trim().length > longestName;
        return isWrong ? t('patientForm.nameWrong') : null;
      },
      phone: (text) => (toE164(text, clinic.timeZone) === null ? t('phone.wrong', { example }) : null),
      dateOfBirth: (text) =>
        text !== '' && (text > today || text < oldestBirth) ? t('patientForm.dateWrong') : null,
    },
  });
  const submit = form.onSubmit(
    ({ fullName, phone, dateOfBirth, ...rest }) => {
      const e164 = toE164(phone, clinic.timeZone);
      if (e164 === null) return;
      const born = dateOfBirth === '' ? {} : { dateOfBirth };
      add.mutate({ clinicId: clinic.id, fullName: fullName.trim(), phone: e164, ...born, ...rest });
    },
    // The first field that is wrong takes the focus, so that its problem is read out.
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? 'fullName')?.focus(),
  );
  return { t, form, add, submit, today, example };
}

/** Adds a patient to the clinic. */
export function PatientForm(props: PatientFormProps) {
  const { filledBy, title, onBack } = props;
  const { t, form, add, submit, today, example } = usePatientForm(props);
  const { field, gap } = looks[filledBy];
  const nameField = useRef<HTMLInputElement>(null);
  // The form replaced the button that opened it, and with it the focus.
  const wasOpened = onBack !== undefined;
  useEffect(() => {
    if (wasOpened) nameField.current?.focus();
  }, [wasOpened]);
  const name = form.values.fullName.trim();
  const fits = name !== '' && name.length <= longestNameOnButton;
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap={gap}>
        {title ? (
          <Title order={2} fz="lg">
            {title}
          </Title>
        ) : null}
        <TextInput
          ref={nameField}
          size={field}
          label={t('patientForm.fullName')}
          description={t('patientForm.fullNameHint')}
          autoComplete={filledBy === 'patient' ? 'name' : 'off'}
          required
          maxLength={longestName}
          {...form.getInputProps('fullName')}
        />
        <TextInput
          size={field}
          type="tel"
          inputMode="tel"
          autoComplete={filledBy === 'patient' ? 'tel' : 'off'}
          required
          label={t('patientForm.phone')}
          description={t('phone.hint', { example })}
          {...form.getInputProps('phone')}
        />
        <TextInput
          size={field}
          type="date"
          autoComplete={filledBy === 'patient' ? 'bday' : 'off'}
          min={oldestBirth}
          max={today}
          label={t(`patientForm.dateOfBirth.${filledBy}`)}
          {...form.getInputProps('dateOfBirth')}
        />
        {filledBy === 'desk' ? (
          <Select
            size={field}
            label={t('patientForm.language')}
            data={locales.map((value) => ({ value, label: localeNames[value] }))}
            allowDeselect={false}
            {...form.getInputProps('locale')}
          />
        ) : null}
        <Checkbox
          size={field}
          label={t(`patientForm.consent.${filledBy}`)}
          description={filledBy === 'patient' ? t('patientForm.consentHint') : undefined}
          {...form.getInputProps('whatsappConsent', { type: 'checkbox' })}
        />
        <ErrorNote error={add.error} />
        <Group gap="sm" grow={onBack !== undefined} preventGrowOverflow={false}>
          {onBack ? (
            <Button type="button" size={field} variant="default" onClick={onBack}>
              {t('patientForm.back')}
            </Button>
          ) : null}
          <Button type="submit" size={field} loading={add.isPending} fullWidth={onBack === undefined}>
            {fits ? t('patientForm.save', { name }) : t('patientForm.saveEmpty')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
