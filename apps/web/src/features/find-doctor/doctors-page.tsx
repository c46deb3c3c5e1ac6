import type { Clinic, Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Avatar, Button, CloseButton, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronRight, IconSearch, IconStethoscope, IconUsersGroup } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CardLink } from '../../components/layout/card.tsx';
import { PageHead } from '../../components/layout/page-head.tsx';
import { BackLink } from '../../components/links/back-link.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { useClinic, useDoctors } from '../../lib/api/use-clinics.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { filterDoctors, lowestPrice, specialitiesOf } from './filter-doctors.ts';
import { SpecialityChips } from './speciality-chips.tsx';

const route = getRouteApi('/patient/clinics/$clinic');

function DoctorCard({ clinic, doctor }: { readonly clinic: Clinic; readonly doctor: Doctor }) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const price = lowestPrice(doctor);
  return (
    <CardLink to="/clinics/$clinic/doctors/$doctorId" params={{ clinic: clinic.slug, doctorId: doctor.id }}>
      <Group wrap="nowrap" gap="sm" align="flex-start">
        <Avatar name={doctor.name.replace(/^(Dra?\.?|डॉ\.?)\s+/u, '')} color="brand" size={44} aria-hidden />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text fw={650} lh={1.3}>
            {doctor.name}
          </Text>
          <Text size="sm" c="brand" fw={500}>
            {doctor.speciality}
          </Text>
          <Text size="sm" c="dimmed" lineClamp={2} mt={2}>
            {doctor.about}
          </Text>
          {price ? (
            <Text size="sm" fw={600} mt={4} className="hf-numbers">
              {t('doctors.from', { price: formatMoney(price, locale) })}
            </Text>
          ) : null}
        </div>
        <IconChevronRight size={20} color="var(--mantine-color-dimmed)" aria-hidden />
      </Group>
    </CardLink>
  );
}

function AnyDoctorCard({ clinic, speciality }: { readonly clinic: Clinic; readonly speciality: string }) {
  const { t } = useTranslation('patient');
  return (
    <CardLink to="/clinics/$clinic/any/$speciality" params={{ clinic: clinic.slug, speciality }}>
      <Group wrap="nowrap" gap="sm">
        <Avatar color="brand" variant="filled" size={44} aria-hidden>
          <IconUsersGroup size={22} />
        </Avatar>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text fw={650}>{t('doctors.any', { speciality })}</Text>
          <Text size="sm" c="dimmed">
            {t('doctors.anyHint')}
          </Text>
        </div>
        <IconChevronRight size={20} color="var(--mantine-color-dimmed)" aria-hidden />
      </Group>
    </CardLink>
  );
}

function DoctorList({ clinic, doctors }: { readonly clinic: Clinic; readonly doctors: readonly Doctor[] }) {
  const { t } = useTranslation(['patient', 'product']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const shown = filterDoctors(doctors, search);
  const clear = (): void => void navigate({ search: {}, replace: true });
  if (doctors.length === 0) {
    return (
      <StateScreen icon={IconStethoscope} title={t('doctors.noneTitle')}>
        {t('doctors.noneBody')}
      </StateScreen>
    );
  }
  return (
    <Stack gap="sm">
      <TextInput
        aria-label={t('doctors.search')}
        placeholder={t('doctors.search')}
        size="md"
        type="search"
        value={search.q ?? ''}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={
          search.q ? <CloseButton aria-label={t('product:action.clear')} onClick={clear} /> : null
        }
        onChange={({ currentTarget }) => {
          const q = currentTarget.value;
          void navigate({ search: ({ q: _, ...rest }) => (q === '' ? rest : { ...rest, q }), replace: true });
        }}
      />
      <SpecialityChips
        specialities={specialitiesOf(doctors)}
        chosen={search.speciality}
        onChoose={(speciality) =>
          void navigate({
            search: ({ speciality: _, ...rest }) =>
              speciality === undefined ? rest : { ...rest, speciality },
            replace: true,
          })
        }
      />
      <Text size="sm" c="dimmed" role="status">
        {t('doctors.shown', { count: shown.length })}
      </Text>
      {search.speciality !== undefined && shown.length > 0 ? (
        <AnyDoctorCard clinic={clinic} speciality={search.speciality} />
      ) : null}
      {shown.map((doctor) => (
        <DoctorCard key={doctor.id} clinic={clinic} doctor={doctor} />
      ))}
      {shown.length === 0 ? (
        <StateScreen
          icon={IconSearch}
          tone="gray"
          title={t('doctors.emptyTitle')}
          action={
            <Button variant="light" onClick={clear}>
              {t('doctors.clear')}
            </Button>
          }
        >
          {t('doctors.emptyBody')}
        </StateScreen>
      ) : null}
    </Stack>
  );
}

const skeleton = (
  <Stack gap="sm">
    <Skeleton height={42} />
    <Skeleton height={32} width="80%" />
    <Skeleton height={132} />
    <Skeleton height={132} />
    <Skeleton height={132} />
  </Stack>
);

function ClinicDoctors({ clinic }: { readonly clinic: Clinic }) {
  const { t } = useTranslation('patient');
  const doctors = useDoctors(clinic.id);
  return (
    <>
      <PageHead
        title={t('doctors.title')}
        lead={clinic.name}
        back={<BackLink to="/">{t('doctors.clinics')}</BackLink>}
      />
      <QueryView query={doctors} skeleton={skeleton}>
        {(list) => <DoctorList clinic={clinic} doctors={list} />}
      </QueryView>
    </>
  );
}

/** Second page: a doctor, or any doctor of a speciality. */
export function DoctorsPage() {
  const clinic = useClinic(route.useParams().clinic);
  return (
    <QueryView query={clinic} skeleton={skeleton}>
      {(found) => <ClinicDoctors clinic={found} />}
    </QueryView>
  );
}
