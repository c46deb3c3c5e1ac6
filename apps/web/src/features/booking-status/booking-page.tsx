import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { BackLink } from '../../components/links/back-link.tsx';
import { ButtonLink } from '../../components/links/links.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { RequireLogin } from '../../frames/account/require-login.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { serverNow } from '../../lib/clock/server-clock.ts';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { formatTime, viewerZone } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { usePollMs } from '../../lib/live/live-provider.tsx';
import { isUnsettled, mayPay, type VisitTruth, visitTruth } from './booking-truth.ts';
import { DeskPanel } from './pay/desk-panel.tsx';
import { PayPanel } from './pay/pay-panel.tsx';
import { ReleaseHold } from './pay/release-hold.tsx';
import { TruthHead } from './truth-head.tsx';
import { MoneyFacts, VisitFacts } from './visit-facts.tsx';

const route = getRouteApi('/patient/bookings/$bookingId');
const urgentMs = 3000;

function useBooking(bookingId: string) {
  const trpc = useTRPC();
  const pollMs = usePollMs(urgentMs);
  return useQuery(
    trpc.bookings.get.queryOptions(
      { bookingId },
      {
        staleTime: 2000,
        // Live or not: while money is on its way the page asks by itself too.
        refetchInterval: ({ state }) =>
          state.data !== undefined && isUnsettled(state.data, serverNow()) ? pollMs : false,
      },
    ),
  );
}

const released: readonly VisitTruth[] = [
  'expired_unpaid',
  'expired_late',
  'cancelled_unpaid',
  'cancelled_paid',
  'declined',
];

function WayOn({ booking, truth }: { readonly booking: Booking; readonly truth: VisitTruth }) {
  const { t } = useTranslation('patient');
  if (booking.successorId !== null) {
    return (
      <ButtonLink size="md" to="/bookings/$bookingId" params={{ bookingId: booking.successorId }}>
        {t('status.goToNew')}
      </ButtonLink>
    );
  }
  return (
    <>
      {released.includes(truth) ? (
        <ButtonLink
          size="md"
          variant="light"
          to="/clinics/$clinic/doctors/$doctorId"
          params={{ clinic: booking.clinicId, doctorId: booking.doctorId }}
          search={{ service: booking.serviceId }}
        >
          {t('status.bookAgain')}
        </ButtonLink>
      ) : null}
      {booking.predecessorId === null ? null : (
        <ButtonLink variant="subtle" to="/bookings/$bookingId" params={{ bookingId: booking.predecessorId }}>
          {t('status.goToOld')}
        </ButtonLink>
      )}
    </>
  );
}

function BookingFacts({ booking, isRunning }: { readonly booking: Booking; readonly isRunning: boolean }) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  return (
    <Stack gap="md">
      <VisitFacts booking={booking} />
      <MoneyFacts booking={booking} />
      {isRunning ? <ReleaseHold booking={booking} /> : null}
      <Text size="xs" c="dimmed" ta="center" className="hf-numbers">
        {t('status.reference', { code: bookingReference(booking.id) })} ·{' '}
        {t('status.updated', { time: formatTime(booking.serverNow, locale, viewerZone()) })}
      </Text>
    </Stack>
  );
}

/** A booking's home: what is true, what it costs, what can be done. */
export function BookingView({ booking, onOver }: { readonly booking: Booking; readonly onOver: () => void }) {
  const { t } = useTranslation('patient');
  const now = useServerNow(1000);
  const truth = visitTruth(booking, now);
  const isRunning = truth === 'hold_running' || truth === 'hold_desk';
  const facts = <BookingFacts booking={booking} isRunning={isRunning} />;
  return (
    <>
      <Stack gap="md" mb="md">
        <BackLink to="/bookings">{t('status.list')}</BackLink>
        <TruthHead booking={booking} truth={truth} onOver={onOver} />
        <WayOn booking={booking} truth={truth} />
      </Stack>
      {truth === 'hold_desk' ? (
        <DeskPanel booking={booking}>{facts}</DeskPanel>
      ) : mayPay(booking, now) ? (
        <PayPanel booking={booking}>{facts}</PayPanel>
      ) : (
        facts
      )}
    </>
  );
}

const skeleton = (
  <Stack gap="md">
    <Skeleton height={16} width="30%" />
    <Skeleton height={132} />
    <Skeleton height={220} />
    <Skeleton height={88} />
  </Stack>
);

function LiveBooking({ bookingId }: { readonly bookingId: string }) {
  const booking = useBooking(bookingId);
  return (
    <QueryView query={booking} skeleton={skeleton}>
      {(read) => <BookingView key={read.id} booking={read} onOver={() => void booking.refetch()} />}
    </QueryView>
  );
}

export function BookingPage() {
  const { bookingId } = route.useParams();
  return <RequireLogin skeleton={skeleton}>{() => <LiveBooking bookingId={bookingId} />}</RequireLogin>;
}
