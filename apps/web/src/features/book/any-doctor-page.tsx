import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BackLink } from '../../components/links/back-link.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useDoctors } from '../../lib/api/use-clinics.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { ClinicOfAddress, slotsFreshMs, TimesPage, weekOnView } from './times-page.tsx';

const route = getRouteApi('/patient/clinics/$clinic/any/$speciality');

function AnyDoctorTimes({ clinic, speciality }: { readonly clinic: Clinic; readonly speciality: string }) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const trpc = useTRPC();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const doctors = useDoctors(clinic.id);
  const week = weekOnView(search, clinic);
  const input = { clinicId: clinic.id, speciality, from: week.from, to: week.to };
  const query = useQuery(trpc.clinics.specialitySlots.queryOptions(input, { staleTime: slotsFreshMs }));
  const nameOf = (doctorId: string): string =>
    doctors.data?.find(({ id }) => id === doctorId)?.name ?? speciality;
  return (
    <TimesPage
      clinic={clinic}
      title={t('times.anyTitle', { speciality })}
      lead={clinic.name}
      back={
        <BackLink to="/clinics/$clinic" params={{ clinic: clinic.slug }} search={{ speciality }}>
          {t('times.otherDoctors')}
        </BackLink>
      }
      week={week}
      day={search.day}
      query={query}
      onWeek={(from) => void navigate({ search: ({ day: _, ...before }) => ({ ...before, from }) })}
      onDay={(day) => void navigate({ search: (before) => ({ ...before, day }), replace: true })}
      noteOf={({ doctorId, price }) => `${nameOf(doctorId)} · ${formatMoney(price, locale)}`}
    />
  );
}

/** The earliest free times of a speciality, with any doctor. */
export function AnyDoctorPage() {
  const { clinic: slug, speciality } = route.useParams();
  return (
    <ClinicOfAddress slug={slug}>
      {(clinic) => <AnyDoctorTimes clinic={clinic} speciality={speciality} />}
    </ClinicOfAddress>
  );
}
