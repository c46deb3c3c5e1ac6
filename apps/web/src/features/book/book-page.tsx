import type { Clinic, Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { Skeleton, Stack } from '@mantine/core';
import { IconCalendarQuestion } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../components/layout/page-head.tsx';
import { BackLink } from '../../components/links/back-link.tsx';
import { ButtonLink } from '../../components/links/links.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { RequireLogin } from '../../frames/account/require-login.tsx';
import { useClinic, useDoctors } from '../../lib/api/use-clinics.ts';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { BookForm } from './book-form.tsx';
import type { Service } from './visit-summary.tsx';

const route = getRouteApi('/patient/clinics/$clinic/book');

function NoTime({ clinic, isPast }: { readonly clinic: Clinic; readonly isPast: boolean }) {
  const { t } = useTranslation('patient');
  const action = (
    <ButtonLink to="/clinics/$clinic" params={{ clinic: clinic.slug }} variant="light">
      {t('book.missingAction')}
    </ButtonLink>
  );
  return (
    <StateScreen icon={IconCalendarQuestion} title={t('book.missingTitle')} action={action}>
      {t(isPast ? 'book.pastBody' : 'book.missingBody')}
    </StateScreen>
  );
}

interface Choice {
  readonly doctor: Doctor;
  readonly service: Service;
  readonly at: string;
}

function useChoice(doctors: readonly Doctor[]): Choice | null {
  const search = route.useSearch();
  const doctor = doctors.find(({ id }) => id === search.doctor);
  const service = doctor?.services.find(({ id }) => id === search.service);
  const { at } = search;
  if (!doctor || !service || at === undefined || Number.isNaN(Date.parse(at))) return null;
  return { doctor, service, at };
}

function ChosenTime({ clinic, doctors }: { readonly clinic: Clinic; readonly doctors: readonly Doctor[] }) {
  const { t } = useTranslation('patient');
  const choice = useChoice(doctors);
  const now = useServerNow(60_000);
  if (choice === null) return <NoTime clinic={clinic} isPast={false} />;
  if (Date.parse(choice.at) <= now) return <NoTime clinic={clinic} isPast />;
  return (
    <>
      <PageHead
        title={t('book.title')}
        back={
          <BackLink
            to="/clinics/$clinic/doctors/$doctorId"
            params={{ clinic: clinic.slug, doctorId: choice.doctor.id }}
            search={{ service: choice.service.id }}
          >
            {t('book.changeTime')}
          </BackLink>
        }
      />
      <RequireLogin skeleton={skeleton}>{() => <BookForm clinic={clinic} {...choice} />}</RequireLogin>
    </>
  );
}

const skeleton = (
  <Stack gap="md">
    <Skeleton height={148} />
    <Skeleton height={68} />
    <Skeleton height={68} />
    <Skeleton height={160} />
  </Stack>
);

function ClinicBooking({ clinic }: { readonly clinic: Clinic }) {
  const doctors = useDoctors(clinic.id);
  return (
    <QueryView query={doctors} skeleton={skeleton}>
      {(list) => <ChosenTime clinic={clinic} doctors={list} />}
    </QueryView>
  );
}

/** Fourth page: patient, price and what happens next. */
export function BookPage() {
  const clinic = useClinic(route.useParams().clinic);
  return (
    <QueryView query={clinic} skeleton={skeleton}>
      {(found) => <ClinicBooking clinic={found} />}
    </QueryView>
  );
}
