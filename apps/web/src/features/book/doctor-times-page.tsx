import type { Clinic, Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { IconStethoscope } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../components/layout/page-head.tsx';
import { BackLink } from '../../components/links/back-link.tsx';
import { ButtonLink } from '../../components/links/links.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { NotFoundState } from '../../components/screen-state/state-screens.tsx';
import type { Week } from '../../components/slot-picker/slot-week.ts';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useDoctors } from '../../lib/api/use-clinics.ts';
import { ServiceChoice } from './service-choice.tsx';
import { ClinicOfAddress, slotsFreshMs, TimesPage, timesSkeleton, weekOnView } from './times-page.tsx';

const route = getRouteApi('/patient/clinics/$clinic/doctors/$doctorId');

/** The free times of a week. The following week is prefetched, because most users go there next. */
function useDoctorSlots(clinic: Clinic, doctorId: string, serviceId: string | undefined, week: Week) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const optionsFor = ({ from, to }: Week) =>
    trpc.clinics.doctorSlots.queryOptions(
      { doctorId, serviceId: serviceId ?? '', from, to },
      { staleTime: slotsFreshMs, enabled: serviceId !== undefined },
    );
  const query = useQuery(optionsFor(week));
  const ahead = useRef(optionsFor);
  ahead.current = optionsFor;
  const { later } = week;
  const isRead = query.data !== undefined;
  useEffect(() => {
    if (later === null || !isRead) return;
    void queryClient.prefetchQuery(ahead.current(weekOnView({ from: later }, clinic)));
  }, [later, isRead, queryClient, clinic]);
  return query;
}

interface DoctorTimesProps {
  readonly clinic: Clinic;
  readonly doctor: Doctor;
}

function DoctorTimes({ clinic, doctor }: DoctorTimesProps) {
  const { t } = useTranslation('patient');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const service = doctor.services.find(({ id }) => id === search.service) ?? doctor.services[0];
  const week = weekOnView(search, clinic);
  const query = useDoctorSlots(clinic, doctor.id, service?.id, week);
  const head = {
    title: doctor.name,
    lead: `${doctor.speciality} · ${clinic.name}`,
    back: (
      <BackLink to="/clinics/$clinic" params={{ clinic: clinic.slug }}>
        {t('times.otherDoctors')}
      </BackLink>
    ),
  };
  if (!service) {
    return (
      <>
        <PageHead {...head} />
        <StateScreen icon={IconStethoscope} title={t('times.noServices')} />
      </>
    );
  }
  return (
    <TimesPage
      {...head}
      clinic={clinic}
      choice={
        <ServiceChoice
          services={doctor.services}
          chosen={service.id}
          onChoose={(id) =>
            void navigate({ search: (before) => ({ ...before, service: id }), replace: true })
          }
        />
      }
      week={week}
      day={search.day}
      query={query}
      onWeek={(from) => void navigate({ search: ({ day: _, ...before }) => ({ ...before, from }) })}
      onDay={(day) => void navigate({ search: (before) => ({ ...before, day }), replace: true })}
    />
  );
}

function DoctorOfClinic({ clinic, doctorId }: { readonly clinic: Clinic; readonly doctorId: string }) {
  const { t } = useTranslation('patient');
  const doctors = useDoctors(clinic.id);
  return (
    <QueryView query={doctors} skeleton={timesSkeleton}>
      {(list) => {
        const doctor = list.find(({ id }) => id === doctorId);
        if (doctor) return <DoctorTimes clinic={clinic} doctor={doctor} />;
        const others = (
          <ButtonLink to="/clinics/$clinic" params={{ clinic: clinic.slug }} variant="light">
            {t('times.otherDoctors')}
          </ButtonLink>
        );
        return <NotFoundState action={others}>{t('times.notThisDoctor')}</NotFoundState>;
      }}
    </QueryView>
  );
}

/** Free times of one doctor. */
export function DoctorTimesPage() {
  const { clinic: slug, doctorId } = route.useParams();
  return (
    <ClinicOfAddress slug={slug}>
      {(clinic) => <DoctorOfClinic clinic={clinic} doctorId={doctorId} />}
    </ClinicOfAddress>
  );
}
