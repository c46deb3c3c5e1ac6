import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { obstacleAt } from '@holdfast/contract/booking/permit';
import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BackLink } from '../../components/links/back-link.tsx';
import { ButtonLink } from '../../components/links/links.tsx';
import { QueryView } from '../../components/screen-state/query-view.tsx';
import { RequireLogin } from '../../frames/account/require-login.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { formatTime, viewerZone } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { usePollMs } from '../../lib/live/live-provider.tsx';
import { DeskPanel } from './pay/desk-panel.tsx';
import { PayByChoice } from './pay/pay-by-choice.tsx';
import { PayPanel } from './pay/pay-panel.tsx';
import { ReleaseHold } from './pay/release-hold.tsx';
import { StatusHead } from './status-head.tsx';
import { MoneyFacts, VisitFacts } from './visit-facts.tsx';
import { isUnsettled, type VisitSentence, visitSentence } from './visit-sentence.ts';

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
        // Poll even while the live stream is connected: news about money may come from a provider that we poll.
        refetchInterval: ({ state }) =>
          state.data !== undefined && isUnsettled(state.data) ? pollMs : false,
      },
    ),
  );
}

const released: readonly VisitSentence[] = [
  'expired_unpaid',
  'expired_late',
  'cancelled_unpaid',
  'cancelled_paid',
  'declined',
];

function WayOn({ booking, sentence }: { readonly booking: Booking; readonly sentence: VisitSentence }) {
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
      {released.includes(sentence) ? (
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

function BookingFacts({ booking, mayRelease }: { readonly booking: Booking; readonly mayRelease: boolean }) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  return (
    <Stack gap="md">
      <VisitFacts booking={booking} />
      <MoneyFacts booking={booking} />
      {mayRelease ? <ReleaseHold booking={booking} /> : null}
      <Text size="xs" c="dimmed" ta="center" className="hf-numbers">
        {t('status.reference', { code: booking.reference })} ·{' '}
        {t('status.updated', { time: formatTime(booking.serverNow, locale, viewerZone()) })}
      </Text>
    </Stack>
  );
}

interface StepProps {
  readonly booking: Booking;
  readonly sentence: VisitSentence;
  readonly nowMs: number;
  readonly children: ReactNode;
}

/** The step that confirms the booking: paying, or promising to pay at the desk, as the permits allow. */
function NextStep({ booking, sentence, nowMs, children }: StepProps) {
  const { t } = useTranslation('patient');
  const { pay, permitDeskPayment } = booking.may;
  if (sentence === 'hold_desk') {
    const obstacle = obstacleAt(permitDeskPayment, nowMs);
    if (obstacle === null) return <DeskPanel booking={booking}>{children}</DeskPanel>;
    return (
      <Stack gap="md">
        {obstacle === 'payment_first' ? <Text size="sm">{t('pay.deskFirst')}</Text> : null}
        {children}
      </Stack>
    );
  }
  if (obstacleAt(pay, nowMs) !== null) return children;
  // A confirmed visit that is to be paid at the desk: paying online is possible, not asked for.
  if (!bookingMachine.is.unpaid(booking.state))
    return <PayByChoice booking={booking}>{children}</PayByChoice>;
  return <PayPanel booking={booking}>{children}</PayPanel>;
}

/** The page of a booking: state, money and actions. */
export function BookingView({ booking, onOver }: { readonly booking: Booking; readonly onOver: () => void }) {
  const { t } = useTranslation('patient');
  const now = useServerNow(1000);
  const sentence = visitSentence(booking, now);
  const isRunning = sentence === 'hold_running' || sentence === 'hold_desk';
  const mayRelease = isRunning && obstacleAt(booking.may.cancel, now) === null;
  return (
    <>
      <Stack gap="md" mb="md">
        <BackLink to="/bookings">{t('status.list')}</BackLink>
        <StatusHead booking={booking} sentence={sentence} onOver={onOver} />
        <WayOn booking={booking} sentence={sentence} />
      </Stack>
      <NextStep booking={booking} sentence={sentence} nowMs={now}>
        <BookingFacts booking={booking} mayRelease={mayRelease} />
      </NextStep>
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
