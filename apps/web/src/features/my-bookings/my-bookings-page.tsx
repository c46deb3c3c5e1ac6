import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconCalendarHeart } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CardLink } from '../../components/layout/card.tsx';
import { PageHead } from '../../components/layout/page-head.tsx';
import { ButtonLink } from '../../components/links/links.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { StateBadge } from '../../components/state-look/state-badge.tsx';
import { ClinicTime } from '../../components/value/clinic-time.tsx';
import { RequireLogin } from '../../frames/account/require-login.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';

const pageSize = 20;

function BookingCard({ booking }: { readonly booking: Booking }) {
  return (
    <CardLink to="/bookings/$bookingId" params={{ bookingId: booking.id }}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text fw={650}>
          <ClinicTime at={booking.startsAt} timeZone={booking.timeZone} />
        </Text>
        <StateBadge machine="booking" state={booking.state} />
      </Group>
      <Text size="sm">
        {booking.doctorName} · {booking.serviceName}
      </Text>
      <Group justify="space-between" gap="xs" mt={4}>
        <Text size="sm" c="dimmed">
          {booking.patientName}
        </Text>
        <StateBadge machine="money" state={booking.money.state} />
      </Group>
    </CardLink>
  );
}

interface Sections {
  readonly upcoming: readonly Booking[];
  readonly earlier: readonly Booking[];
}

/** Upcoming bookings, soonest first; then all others, newest first. */
export function sections(bookings: readonly Booking[]): Sections {
  const upcoming = bookings.filter(({ state }) => !bookingMachine.isTerminal(state));
  return {
    upcoming: upcoming.sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt)),
    earlier: bookings.filter(({ state }) => bookingMachine.isTerminal(state)),
  };
}

function Section({ title, bookings }: { readonly title: string; readonly bookings: readonly Booking[] }) {
  if (bookings.length === 0) return null;
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <Title order={2} fz="md" c="dimmed">
        {title}
      </Title>
      {bookings.map((booking) => (
        <BookingCard key={booking.id} booking={booking} />
      ))}
    </Stack>
  );
}

function NoBookings() {
  const { t } = useTranslation('patient');
  const action = (
    <ButtonLink to="/" size="md">
      {t('mine.emptyAction')}
    </ButtonLink>
  );
  return (
    <StateScreen icon={IconCalendarHeart} title={t('mine.emptyTitle')} action={action}>
      {t('mine.emptyBody')}
    </StateScreen>
  );
}

const skeleton = (
  <Stack gap="sm">
    <Skeleton height={104} />
    <Skeleton height={104} />
    <Skeleton height={104} />
  </Stack>
);

function EarlierPage({ cursor }: { readonly cursor: string }) {
  const { t } = useTranslation('patient');
  const trpc = useTRPC();
  const [isMore, setMore] = useState(false);
  const page = useQuery(trpc.bookings.mine.queryOptions({ cursor, limit: pageSize }));
  return (
    <QueryView query={page} skeleton={skeleton}>
      {({ items: bookings, nextCursor }) => {
        return (
          <Stack gap="sm">
            {bookings.map((booking) => (
              <BookingCard key={booking.id} booking={booking} />
            ))}
            {nextCursor !== null && !isMore ? (
              <Button variant="light" mih={44} onClick={() => setMore(true)}>
                {t('mine.more')}
              </Button>
            ) : null}
            {nextCursor !== null && isMore ? <EarlierPage cursor={nextCursor} /> : null}
          </Stack>
        );
      }}
    </QueryView>
  );
}

function Bookings() {
  const { t } = useTranslation('patient');
  const trpc = useTRPC();
  const [isMore, setMore] = useState(false);
  const mine = useQuery(trpc.bookings.mine.queryOptions({ limit: pageSize }));
  return (
    <QueryView query={mine} skeleton={skeleton}>
      {({ items: bookings, nextCursor }) => {
        if (bookings.length === 0) return <NoBookings />;
        const { upcoming, earlier } = sections(bookings);
        return (
          <Stack gap="lg">
            <Section title={t('mine.upcoming')} bookings={upcoming} />
            <Section title={t('mine.earlier')} bookings={earlier} />
            {nextCursor !== null && !isMore ? (
              <Button variant="light" mih={44} onClick={() => setMore(true)}>
                {t('mine.more')}
              </Button>
            ) : null}
            {nextCursor !== null && isMore ? <EarlierPage cursor={nextCursor} /> : null}
          </Stack>
        );
      }}
    </QueryView>
  );
}

export function MyBookingsPage() {
  const { t } = useTranslation('patient');
  return (
    <>
      <PageHead title={t('mine.title')} />
      <RequireLogin skeleton={skeleton}>{() => <Bookings />}</RequireLogin>
    </>
  );
}
