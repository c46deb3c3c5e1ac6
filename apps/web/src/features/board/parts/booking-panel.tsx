import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { Button, CopyButton, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import type { BoardAction } from '../model/board-actions.ts';
import { patientPageUrl } from '../patient-page.ts';
import { useStaffText } from '../use-staff-text.ts';
import { BoardStateBadge } from './board-state-badge.tsx';
import { BookingActions } from './booking-actions.tsx';
import { BookingFacts } from './booking-facts.tsx';
import { BookingHistory } from './booking-history.tsx';
import { BookingMoney } from './booking-money.tsx';
import { type ConfirmedAction, ConfirmForm } from './confirm-form.tsx';

interface BookingPanelProps {
  readonly booking: Booking;
  readonly pending: BoardAction | undefined;
  /** The action that waits for confirmation. */
  readonly confirming: ConfirmedAction | null;
  readonly onAct: (action: BoardAction, booking: Booking) => void;
  readonly onConfirm: (action: ConfirmedAction, reason: string) => void;
  readonly onBack: () => void;
  readonly onOpenLinked: (bookingId: string) => void;
}

/** Delays reads while the user moves quickly through the rows. */
const dwellMs = 150;

function PayLinkButton({ booking }: { readonly booking: Booking }) {
  const { t } = useStaffText();
  return (
    <CopyButton value={patientPageUrl(booking.id)}>
      {({ copied, copy }) => (
        <Button variant="subtle" size="compact-sm" onClick={copy}>
          {copied ? t('staff:details.linkCopied') : t('staff:details.copyLink')}
        </Button>
      )}
    </CopyButton>
  );
}

export function BookingPanel({ booking, pending, confirming, ...on }: BookingPanelProps) {
  const { t } = useStaffText();
  const [dwelt] = useDebouncedValue(booking, dwellMs);
  const isUnpaid = bookingMachine.is.unpaid(booking.state);
  const reads = dwelt.id === booking.id;
  return (
    <Stack gap="md">
      <Group gap={6}>
        <BoardStateBadge state={booking.state} />
        <StateBadge machine="money" state={booking.money.state} />
      </Group>
      {confirming ? (
        <ConfirmForm
          key={`${booking.id} ${confirming}`}
          action={confirming}
          booking={booking}
          onConfirm={(reason) => on.onConfirm(confirming, reason)}
          onBack={on.onBack}
        />
      ) : (
        <BookingActions booking={booking} pending={pending} onAct={on.onAct} />
      )}
      <Divider />
      <BookingFacts booking={booking} onOpenLinked={on.onOpenLinked} />
      {isUnpaid ? (
        <Group>
          <PayLinkButton booking={booking} />
        </Group>
      ) : null}
      <Divider />
      <Title order={3} fz="md">
        {t('staff:details.money')}
      </Title>
      {reads ? <BookingMoney booking={booking} paymentId={booking.payment.paymentId} /> : null}
      <Divider />
      <Title order={3} fz="md">
        {t('staff:details.history')}
      </Title>
      {reads ? <BookingHistory bookingId={booking.id} timeZone={booking.timeZone} /> : null}
      <Text size="xs" c="dimmed">
        {t('staff:details.version', { version: booking.version })}
      </Text>
    </Stack>
  );
}
