import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import {
  IconBuildingHospital,
  IconChevronRight,
  IconCoin,
  IconCreditCard,
  IconSearch,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CardLink } from '../../components/layout/card.tsx';
import { PageHead } from '../../components/layout/page-head.tsx';
import { ErrorNote } from '../../components/screen-state/error-note.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { useClinics } from '../../lib/api/use-clinics.ts';
import { NextVisit } from './next-visit.tsx';

function ClinicCard({ clinic }: { readonly clinic: Clinic }) {
  const { t } = useTranslation('patient');
  const PayIcon = clinic.paymentMode === 'online' ? IconCreditCard : IconCoin;
  return (
    <CardLink to="/clinics/$clinic" params={{ clinic: clinic.slug }}>
      <Group wrap="nowrap" gap="sm" align="flex-start">
        <div style={{ flex: 1, minWidth: 0 }}>
          <Text fw={650} fz="lg" lh={1.3}>
            {clinic.name}
          </Text>
          <Text c="dimmed" size="sm" mt={2}>
            {clinic.address}
          </Text>
          <Group gap={6} mt="xs" c="brand" wrap="nowrap">
            <PayIcon size={16} aria-hidden />
            <Text size="sm" fw={500}>
              {t(clinic.paymentMode === 'online' ? 'clinics.payOnline' : 'clinics.payDesk')}
            </Text>
          </Group>
        </div>
        <IconChevronRight size={20} color="var(--mantine-color-dimmed)" aria-hidden />
      </Group>
    </CardLink>
  );
}

function NoClinics({ search }: { readonly search: string | null }) {
  const { t } = useTranslation('patient');
  if (search !== null) return <Text role="status">{t('clinics.noneFound', { search })}</Text>;
  return (
    <StateScreen icon={IconBuildingHospital} title={t('clinics.emptyTitle')}>
      {t('clinics.emptyBody')}
    </StateScreen>
  );
}

const skeleton = (
  <Stack gap="sm">
    <Skeleton height={112} />
    <Skeleton height={112} />
  </Stack>
);

/** From this many on a list is searched instead of read. */
const searchedFrom = 8;

function ClinicList() {
  const { t } = useTranslation('patient');
  const [typed, setTyped] = useState('');
  const clinics = useClinics(typed);
  return (
    <QueryView query={clinics} skeleton={skeleton}>
      {(list) => (
        <Stack gap="sm">
          {typed !== '' || clinics.hasNextPage || list.length >= searchedFrom ? (
            <TextInput
              type="search"
              size="md"
              label={t('clinics.search')}
              leftSection={<IconSearch size={18} aria-hidden />}
              value={typed}
              maxLength={80}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          ) : null}
          {clinics.error ? <ErrorNote error={clinics.error} onRetry={() => void clinics.refetch()} /> : null}
          {list.length === 0 ? <NoClinics search={clinics.search} /> : null}
          <Stack gap="sm" component="section" aria-label={t('clinics.list')} aria-busy={clinics.isFetching}>
            {list.map((clinic) => (
              <ClinicCard key={clinic.id} clinic={clinic} />
            ))}
          </Stack>
          {clinics.hasNextPage ? (
            <Button
              variant="light"
              mih={44}
              loading={clinics.isFetchingNextPage}
              onClick={() => void clinics.fetchNextPage()}
            >
              {t('clinics.more')}
            </Button>
          ) : null}
        </Stack>
      )}
    </QueryView>
  );
}

/** First page: the clinics. */
export function ClinicsPage() {
  const { t } = useTranslation('patient');
  return (
    <>
      <PageHead title={t('clinics.title')} lead={t('clinics.lead')} />
      <NextVisit />
      <ClinicList />
    </>
  );
}
