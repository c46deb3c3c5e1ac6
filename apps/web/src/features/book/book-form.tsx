import type { Clinic, Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import type { SlotAlternative } from '@holdfast/contract/errors';
import { formatMoney } from '@holdfast/contract/format/format-money';
import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Alternatives } from '../../components/alternatives/alternatives.tsx';
import { alternativesOf } from '../../components/alternatives/alternatives-of.ts';
import { Card } from '../../components/layout/card.tsx';
import { ButtonLink } from '../../components/links/links.tsx';
import { PatientForm } from '../../components/patient-form/patient-form.tsx';
import { ErrorNote } from '../../components/screen-state/error-note.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StickyAction } from '../../frames/patient/patient-shell.tsx';
import { errorCodeOf } from '../../lib/api/api-error.ts';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { LateChoice } from './late-choice.tsx';
import { PatientChoice } from './patient-choice.tsx';
import { useHold } from './use-hold.ts';
import { type Service, VisitSummary } from './visit-summary.tsx';

const route = getRouteApi('/patient/clinics/$clinic/book');

interface BookFormProps {
  readonly clinic: Clinic;
  readonly doctor: Doctor;
  readonly service: Service;
  readonly at: string;
}

function WhatHappens({ clinic, price }: { readonly clinic: Clinic; readonly price: string }) {
  const { t } = useTranslation('patient');
  const duration = t('doctors.minutes', { count: Math.round(clinic.holdTtlSeconds / 60) });
  return (
    <section>
      <Text fw={650} mb={4}>
        {t('book.what')}
      </Text>
      <Text c="dimmed" size="sm">
        {t(clinic.paymentMode === 'online' ? 'book.whatOnline' : 'book.whatDesk', { price, duration })}
      </Text>
    </section>
  );
}

type FormProps = BookFormProps & { readonly patients: readonly Patient[] };

/** Adds a patient to this account and updates the list. */
function NewPatient({
  clinic,
  patients,
  onDone,
}: FormProps & { readonly onDone: (added: Patient | null) => void }) {
  const { t } = useTranslation('patient');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isFirst = patients.length === 0;
  const add = (patient: Patient): void => {
    const key = trpc.patients.list.queryKey({ clinicId: clinic.id });
    queryClient.setQueryData(key, (before) => ({
      items: [...(before?.items ?? []), patient],
      nextCursor: before?.nextCursor ?? null,
    }));
    onDone(patient);
  };
  return (
    <Card>
      <PatientForm
        filledBy="patient"
        clinic={clinic}
        known={{ phone: patients[0]?.phone ?? '' }}
        title={t(isFirst ? 'book.firstTitle' : 'book.addTitle')}
        onAdded={add}
        {...(isFirst ? {} : { onBack: () => onDone(null) })}
      />
    </Card>
  );
}

/** Free times of the same doctor: another one's service has another price, which is shown with all times. */
function SlotTaken({
  clinic,
  doctor,
  service,
  isBusy,
  alternatives,
  onTake,
}: Omit<BookFormProps, 'at'> & {
  readonly alternatives: readonly SlotAlternative[];
  readonly isBusy: boolean;
  readonly onTake: (startsAt: string) => void;
}) {
  const { t } = useTranslation('parts');
  return (
    <Alternatives
      size="phone"
      alternatives={alternatives.filter(({ doctorId }) => doctorId === doctor.id)}
      timeZone={clinic.timeZone}
      isBusy={isBusy}
      onTake={({ startsAt }) => onTake(startsAt)}
      otherTimes={
        <ButtonLink
          variant="default"
          size="md"
          to="/clinics/$clinic/doctors/$doctorId"
          params={{ clinic: clinic.slug, doctorId: doctor.id }}
          search={{ service: service.id }}
        >
          {t('alternatives.otherTimes')}
        </ButtonLink>
      }
    />
  );
}

function ReadyForm(props: FormProps) {
  const { clinic, doctor, service, at, patients } = props;
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const hold = useHold();
  const [isAdding, setAdding] = useState(false);
  const [keepIfLate, setKeepIfLate] = useState(true);
  const chosen =
    patients.find(({ id }) => id === search.patient) ?? (patients.length === 1 ? patients[0] : undefined);
  const price = formatMoney(service.price, locale);
  const isOnline = clinic.paymentMode === 'online';
  const alternatives = alternativesOf(hold.error);
  const choose = (patient: string): void =>
    void navigate({ search: (before) => ({ ...before, patient }), replace: true });
  const take = (startsAt: string): void => {
    if (!chosen) return;
    const ids = { clinicId: clinic.id, doctorId: doctor.id, serviceId: service.id, patientId: chosen.id };
    hold.mutate({ ...ids, startsAt, keepIfLate });
  };

  if (isAdding || patients.length === 0) {
    return (
      <Stack gap="lg">
        <VisitSummary clinic={clinic} doctor={doctor} service={service} at={at} />
        <NewPatient
          {...props}
          onDone={(added) => {
            setAdding(false);
            if (added !== null) choose(added.id);
          }}
        />
      </Stack>
    );
  }
  return (
    <>
      <Stack gap="lg">
        <VisitSummary clinic={clinic} doctor={doctor} service={service} at={at} />
        {alternatives === null ? null : (
          <SlotTaken
            clinic={clinic}
            doctor={doctor}
            service={service}
            alternatives={alternatives}
            isBusy={hold.isPending}
            onTake={(startsAt) => {
              void navigate({ search: (before) => ({ ...before, at: startsAt }), replace: true });
              take(startsAt);
            }}
          />
        )}
        <PatientChoice
          patients={patients}
          chosenId={chosen?.id ?? null}
          onChoose={choose}
          onAdd={() => setAdding(true)}
        />
        {isOnline ? <LateChoice keepIfLate={keepIfLate} onChange={setKeepIfLate} /> : null}
        <WhatHappens clinic={clinic} price={price} />
      </Stack>
      <StickyAction>
        <Stack gap={8}>
          {alternatives === null ? <ErrorNote error={hold.error} /> : null}
          {errorCodeOf(hold.error) === 'HOLD_LIMIT' ? (
            <ButtonLink to="/bookings" variant="light" size="md">
              {t('book.myBookings')}
            </ButtonLink>
          ) : null}
          <Button
            size="lg"
            fullWidth
            loading={hold.isPending}
            disabled={!chosen || alternatives !== null}
            onClick={() => take(at)}
          >
            {!chosen ? t('book.choosePatient') : isOnline ? t('book.hold', { price }) : t('book.holdDesk')}
          </Button>
        </Stack>
      </StickyAction>
    </>
  );
}

const skeleton = (
  <Stack gap="md">
    <Skeleton height={148} />
    <Skeleton height={68} />
    <Skeleton height={160} />
  </Stack>
);

export function BookForm(props: BookFormProps) {
  const trpc = useTRPC();
  const patients = useQuery(trpc.patients.list.queryOptions({ clinicId: props.clinic.id }));
  return (
    <QueryView query={patients} skeleton={skeleton}>
      {(read) => <ReadyForm {...props} patients={read.items} />}
    </QueryView>
  );
}
