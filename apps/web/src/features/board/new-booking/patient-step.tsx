import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { serviceTerms } from '@holdfast/contract/service-terms';
import { Button, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PatientForm } from '../../../components/patient-form/patient-form.tsx';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { draftFromSearch } from '../model/search-term.ts';
import { PhoneText } from '../parts/phone-text.tsx';
import { useStaffText } from '../use-staff-text.ts';
import classes from './new-booking.module.css';

interface PatientStepProps {
  readonly clinic: Clinic;
  readonly onChosen: (patient: Patient) => void;
}

function usePatients(clinicId: string, typed: string) {
  const trpc = useTRPC();
  const [search] = useDebouncedValue(typed.trim(), 250);
  const query = useQuery(
    trpc.patients.list.queryOptions(
      { clinicId, search },
      { enabled: search.length >= serviceTerms.searchMinLetters, placeholderData: keepPreviousData },
    ),
  );
  return { query, search };
}

function PatientChoice({ patient, onChosen }: { readonly patient: Patient; readonly onChosen: () => void }) {
  const { t } = useStaffText();
  return (
    <UnstyledButton
      className={classes.choice}
      onClick={onChosen}
      aria-label={t('staff:desk.choosePatient', { name: patient.fullName, phone: patient.phone })}
    >
      <Text fw={500} lineClamp={2}>
        {patient.fullName}
      </Text>
      <PhoneText phone={patient.phone} />
    </UnstyledButton>
  );
}

export function PatientStep({ clinic, onChosen }: PatientStepProps) {
  const { t } = useStaffText();
  const [typed, setTyped] = useState('');
  const [adding, setAdding] = useState(false);
  const { query, search } = usePatients(clinic.id, typed);
  if (adding) {
    return (
      <PatientForm
        filledBy="desk"
        clinic={clinic}
        known={draftFromSearch(typed)}
        onAdded={onChosen}
        onBack={() => setAdding(false)}
      />
    );
  }
  const asked = search.length >= serviceTerms.searchMinLetters;
  const found = asked ? (query.data?.items ?? []) : [];
  return (
    <Stack gap="sm">
      <TextInput
        data-autofocus
        type="search"
        label={t('staff:desk.findPatient')}
        description={t('staff:desk.findHint')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        maxLength={80}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {query.error ? <ErrorNote error={query.error} onRetry={() => void query.refetch()} /> : null}
      <Stack gap={4} aria-live="polite" aria-busy={query.isFetching}>
        {found.map((patient) => (
          <PatientChoice key={patient.id} patient={patient} onChosen={() => onChosen(patient)} />
        ))}
        {asked && query.isPending ? <Text size="sm">{t('product:screen.loading')}…</Text> : null}
        {asked && query.data && found.length === 0 ? (
          <Text size="sm">{t('staff:desk.noPatients', { search })}</Text>
        ) : null}
        {asked ? null : (
          <Text size="sm" c="dimmed">
            {t('staff:desk.noPatientsHint')}
          </Text>
        )}
      </Stack>
      <Button
        variant={asked && query.data && found.length === 0 ? 'filled' : 'default'}
        leftSection={<IconUserPlus size={16} aria-hidden />}
        onClick={() => setAdding(true)}
      >
        {t('staff:desk.addPatient')}
      </Button>
    </Stack>
  );
}
