import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CardLink } from '../../components/layout/card.tsx';
import { StateBadge } from '../../components/state-look/state-badge.tsx';
import { ClinicTime } from '../../components/value/clinic-time.tsx';
import { useMe } from '../../lib/account/use-me.ts';
import { useTRPC } from '../../lib/api/trpc.ts';

/** The earliest upcoming booking, which returning patients look for first. */
export function nextVisit(bookings: readonly Booking[]): Booking | null {
  const live = bookings.filter(({ state }) => bookingMachine.is.live(state));
  return live.sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt))[0] ?? null;
}

/** Shown above the clinics to patients with an upcoming booking; others see nothing here. */
export function NextVisit() {
  const { t } = useTranslation('patient');
  const trpc = useTRPC();
  const { me } = useMe();
  const mine = useQuery(trpc.bookings.mine.queryOptions({ limit: 20 }, { enabled: me !== null }));
  const visit = nextVisit(mine.data?.items ?? []);
  if (me === null || visit === null) return null;
  return (
    <Stack gap={6} mb="lg" component="section" aria-label={t('next.title')}>
      <Text size="sm" fw={600} c="dimmed">
        {t('next.title')}
      </Text>
      <CardLink to="/bookings/$bookingId" params={{ bookingId: visit.id }}>
        <Group justify="space-between" gap="xs" mb={4}>
          <Text fw={650}>
            <ClinicTime at={visit.startsAt} timeZone={visit.timeZone} />
          </Text>
          <StateBadge machine="booking" state={visit.state} />
        </Group>
        <Text size="sm" c="dimmed">
          {visit.doctorName} · {visit.patientName}
        </Text>
      </CardLink>
    </Stack>
  );
}
