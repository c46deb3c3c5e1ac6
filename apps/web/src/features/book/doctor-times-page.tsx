import type { Clinic, Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { Group, Radio, Skeleton, Stack, Text } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../components/layout/page-head.tsx';
import { BackLink } from '../../components/links/back-link.tsx';
import { ButtonLink } from '../../components/links/links.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { NotFoundState } from '../../components/screen-state/state-screens.tsx';
import { Money } from '../../components/value/money.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useClinic, useDoctors } from '../../lib/api/use-clinics.ts';
import { serverNow } from '../../lib/clock/server-clock.ts';
import { dateInZone } from '../../lib/format/format-time.ts';
import { SlotPicker } from './slot-picker.tsx';
import { weekFrom } from './slot-week.ts';

const route = getRouteApi('/patient/clinics/$clinic/doctors/$doctorId');

interface ServiceChoiceProps {
  readonly services: Doctor['services'];
  readonly chosen: string;
  readonly onChoose: (serviceId: string) => void;
}

function ServiceChoice({ services, chosen, onChoose }: ServiceChoiceProps) {
  const { t } = useTranslation('patient');
  return (
    <Radio.Group value={chosen} onChange={onChoose} label={t('times.service')} mb="lg" labelProps={{ mb: 8 }}>
      <Stack gap={8}>
        {services.map(({ id, name, durationMinutes, price }) => (
          <Radio.Card key={id} value={id} p="sm" mih={44}>
            <Group wrap="nowrap" gap="sm">
              <Radio.Indicator />
              <div style={{ flex: 1 }}>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed">
                  {t('doctors.minutes', { count: durationMinutes })}
                </Text>
              </div>
              <Text fw={650}>
                <Money value={price} />
              </Text>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** A minute old is old for free times; a week seen before is shown at once and read again. */
const freshMs = 20_000;

function DoctorTimes({ clinic, doctor }: { readonly clinic: Clinic; readonly doctor: Doctor }) {
  const { t } = useTranslation('patient');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const service = doctor.services.find(({ id }) => id === search.service) ?? doctor.services[0];
  const week = weekFrom(search.from ?? search.day, dateInZone(serverNow(), clinic.timeZone));
  const input = { doctorId: doctor.id, serviceId: service?.id ?? '', from: week.from, to: week.to };
  const options = trpc.clinics.doctorSlots.queryOptions(input, {
    staleTime: freshMs,
    enabled: service !== undefined,
  });
  const slots = useQuery(options);
  const { later } = week;
  useEffect(() => {
    if (later === null || slots.data === undefined) return;
    const next = weekFrom(later, dateInZone(serverNow(), clinic.timeZone));
    const ahead = { doctorId: input.doctorId, serviceId: input.serviceId, from: next.from, to: next.to };
    void queryClient.prefetchQuery(trpc.clinics.doctorSlots.queryOptions(ahead, { staleTime: freshMs }));
  }, [later, slots.data, queryClient, trpc, clinic.timeZone, input.doctorId, input.serviceId]);

  if (!service) return <StateScreen icon={IconStethoscope} title={t('times.noServices')} />;
  return (
    <>
      <ServiceChoice
        services={doctor.services}
        chosen={service.id}
        onChoose={(id) => void navigate({ search: (before) => ({ ...before, service: id }), replace: true })}
      />
      <SlotPicker
        clinic={clinic.slug}
        week={week}
        day={search.day}
        query={slots}
        onWeek={(from) => void navigate({ search: ({ day: _, ...before }) => ({ ...before, from }) })}
        onDay={(day) => void navigate({ search: (before) => ({ ...before, day }), replace: true })}
      />
    </>
  );
}

const skeleton = (
  <Stack gap="md">
    <Skeleton height={16} width="30%" />
    <Skeleton height={32} width="70%" />
    <Skeleton height={64} />
    <Skeleton height={72} />
    <Skeleton height={160} />
  </Stack>
);

function DoctorOfClinic({ clinic, doctorId }: { readonly clinic: Clinic; readonly doctorId: string }) {
  const { t } = useTranslation('patient');
  const doctors = useDoctors(clinic.id);
  return (
    <QueryView query={doctors} skeleton={skeleton}>
      {(list) => {
        const doctor = list.find(({ id }) => id === doctorId);
        if (!doctor) {
          const others = (
            <ButtonLink to="/clinics/$clinic" params={{ clinic: clinic.slug }} variant="light">
              {t('times.otherDoctors')}
            </ButtonLink>
          );
          return <NotFoundState action={others}>{t('times.notThisDoctor')}</NotFoundState>;
        }
        return (
          <>
            <PageHead
              title={doctor.name}
              lead={`${doctor.speciality} · ${clinic.name}`}
              back={
                <BackLink to="/clinics/$clinic" params={{ clinic: clinic.slug }}>
                  {t('times.otherDoctors')}
                </BackLink>
              }
            />
            <DoctorTimes clinic={clinic} doctor={doctor} />
          </>
        );
      }}
    </QueryView>
  );
}

/** Third page: which day and time? */
export function DoctorTimesPage() {
  const { clinic: slug, doctorId } = route.useParams();
  const clinic = useClinic(slug);
  return (
    <QueryView query={clinic} skeleton={skeleton}>
      {(found) =>
        found.clinic === null ? (
          <NotFoundState />
        ) : (
          <DoctorOfClinic clinic={found.clinic} doctorId={doctorId} />
        )
      }
    </QueryView>
  );
}
