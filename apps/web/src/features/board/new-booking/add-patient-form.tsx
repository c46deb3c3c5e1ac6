import { locales } from '@holdfast/contract/locale';
import { type Patient, PersonName } from '@holdfast/contract/patient/patient.procedures';
import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { localeNames } from '../../../i18n/i18n.ts';
import { useTRPCClient } from '../../../lib/api/trpc.ts';
import { useCommand } from '../../../lib/api/use-command.ts';
import { cleanPhone, draftFromSearch, isPhone } from '../model/search-term.ts';
import { useStaffText } from '../use-staff-text.ts';

interface AddPatientFormProps {
  readonly clinicId: string;
  readonly search: string;
  readonly onAdded: (patient: Patient) => void;
  readonly onBack: () => void;
}

const isPast = (date: string): boolean =>
  date === '' || (date >= '1900-01-01' && Date.parse(date) < Date.now());

export function AddPatientForm({ clinicId, search, onAdded, onBack }: AddPatientFormProps) {
  const { t, locale } = useStaffText();
  const api = useTRPCClient();
  const form = useForm({
    mode: 'controlled',
    initialValues: { ...draftFromSearch(search), dateOfBirth: '', locale, whatsappConsent: false },
    validate: {
      fullName: (name) => (PersonName.safeParse(name).success ? null : t('staff:desk.nameMissing')),
      phone: (phone) => (isPhone(phone) ? null : t('staff:desk.phoneWrong')),
      dateOfBirth: (date) => (isPast(date) ? null : t('staff:desk.dateWrong')),
    },
  });
  const add = useCommand(
    (values: typeof form.values, options) => {
      const { dateOfBirth, phone, ...rest } = values;
      const born = dateOfBirth === '' ? {} : { dateOfBirth };
      return api.patients.add.mutate({ clinicId, ...rest, ...born, phone: cleanPhone(phone) }, options);
    },
    { onSuccess: onAdded },
  );
  const name = form.values.fullName.trim();
  return (
    <form onSubmit={form.onSubmit((values) => add.mutate(values))} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('staff:desk.fullName')}
          required
          data-autofocus
          {...form.getInputProps('fullName')}
        />
        <TextInput
          label={t('staff:desk.phone')}
          description={t('staff:desk.phoneHint')}
          type="tel"
          required
          {...form.getInputProps('phone')}
        />
        <TextInput label={t('staff:desk.dateOfBirth')} type="date" {...form.getInputProps('dateOfBirth')} />
        <Select
          label={t('staff:desk.language')}
          data={locales.map((value) => ({ value, label: localeNames[value] }))}
          allowDeselect={false}
          {...form.getInputProps('locale')}
        />
        <Checkbox
          label={t('staff:desk.consent')}
          {...form.getInputProps('whatsappConsent', { type: 'checkbox' })}
        />
        {add.error ? <ErrorNote error={add.error} /> : null}
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            {t('staff:desk.back')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {name === '' ? t('staff:desk.savePatientEmpty') : t('staff:desk.savePatient', { name })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
