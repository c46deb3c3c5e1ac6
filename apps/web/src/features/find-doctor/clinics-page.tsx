import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconBuildingHospital, IconChevronRight, IconCoin, IconCreditCard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CardLink } from '../../components/layout/card.tsx';
import { PageHead } from '../../components/layout/page-head.tsx';
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

const skeleton = (
  <Stack gap="sm">
    <Skeleton height={112} />
    <Skeleton height={112} />
  </Stack>
);

/** First page: the clinics. */
export function ClinicsPage() {
  const { t } = useTranslation('patient');
  const clinics = useClinics();
  return (
    <>
      <PageHead title={t('clinics.title')} lead={t('clinics.lead')} />
      <NextVisit />
      <QueryView query={clinics} skeleton={skeleton}>
        {(list) =>
          list.length === 0 ? (
            <StateScreen icon={IconBuildingHospital} title={t('clinics.emptyTitle')}>
              {t('clinics.emptyBody')}
            </StateScreen>
          ) : (
            <Stack gap="sm" component="section" aria-label={t('clinics.list')}>
              {list.map((clinic) => (
                <ClinicCard key={clinic.id} clinic={clinic} />
              ))}
            </Stack>
          )
        }
      </QueryView>
    </>
  );
}
