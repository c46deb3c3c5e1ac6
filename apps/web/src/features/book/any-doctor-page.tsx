import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../components/layout/page-head.tsx';
import { BackLink } from '../../components/links/back-link.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { NotFoundState } from '../../components/screen-state/state-screens.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useClinic, useDoctors } from '../../lib/api/use-clinics.ts';
import { serverNow } from '../../lib/clock/server-clock.ts';
import { dateInZone } from '../../lib/format/format-time.ts';
import { SlotPicker } from './slot-picker.tsx';
import { weekFrom } from './slot-week.ts';

const route = getRouteApi('/patient/clinics/$clinic/any/$speciality');

function AnyDoctorTimes({ clinic, speciality }: { readonly clinic: Clinic; readonly speciality: string }) {
  const { t } = useTranslation('patient');
  const trpc = useTRPC();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const doctors = useDoctors(clinic.id);
  const week = weekFrom(search.from ?? search.day, dateInZone(serverNow(), clinic.timeZone));
  const input = { clinicId: clinic.id, speciality, from: week.from, to: week.to };
  const slots = useQuery(trpc.clinics.specialitySlots.queryOptions(input, { staleTime: 20_000 }));
  const doctorName = (doctorId: string): string =>
    doctors.data?.find(({ id }) => id === doctorId)?.name ?? speciality;
  return (
    <>
      <PageHead
        title={t('times.anyTitle', { speciality })}
        lead={clinic.name}
        back={
          <BackLink to="/clinics/$clinic" params={{ clinic: clinic.slug }} search={{ speciality }}>
            {t('times.otherDoctors')}
          </BackLink>
        }
      />
      <SlotPicker
        clinic={clinic.slug}
        week={week}
        day={search.day}
        query={slots}
        doctorName={doctorName}
        onWeek={(from) => void navigate({ search: ({ day: _, ...before }) => ({ ...before, from }) })}
        onDay={(day) => void navigate({ search: (before) => ({ ...before, day }), replace: true })}
      />
    </>
  );
}

const skeleton = (
  <Stack gap="md">
    <Skeleton height={32} width="70%" />
    <Skeleton height={72} />
    <Skeleton height={160} />
  </Stack>
);

/** Third page for those who want the earliest time, whoever the doctor is. */
export function AnyDoctorPage() {
  const { clinic: slug, speciality } = route.useParams();
  const clinic = useClinic(slug);
  return (
    <QueryView query={clinic} skeleton={skeleton}>
      {(found) =>
        found.clinic === null ? (
          <NotFoundState />
        ) : (
          <AnyDoctorTimes clinic={found.clinic} speciality={speciality} />
        )
      }
    </QueryView>
  );
}
