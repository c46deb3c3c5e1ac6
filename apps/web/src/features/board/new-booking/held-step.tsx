import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Alert, Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconClock, IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Countdown } from '../../../components/value/countdown.tsx';
import { QrCode } from '../../../components/value/qr-code.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { formatDayTime, formatTime } from '../../../lib/format/format-time.ts';
import { usePollMs } from '../../../lib/live/live-provider.tsx';
import { BoardStateBadge } from '../parts/board-state-badge.tsx';
import { patientPageUrl } from '../patient-page.ts';
import type { BoardCommands } from '../use-board-commands.ts';
import { useStaffText } from '../use-staff-text.ts';

interface HeldStepProps {
  readonly held: Booking;
  readonly commands: BoardCommands;
  readonly onShow: (booking: Booking) => void;
  readonly onAgain: () => void;
}

/** The booking as it is now: it changes here when the patient pays on their phone. */
function useHeldBooking(held: Booking): Booking {
  const trpc = useTRPC();
  const refetchInterval = usePollMs(5_000);
  const query = useQuery(
    trpc.bookings.get.queryOptions({ bookingId: held.id }, { initialData: held, refetchInterval }),
  );
  return query.data;
}

function PayLink({ booking }: { readonly booking: Booking }) {
  const { t, locale } = useStaffText();
  const url = patientPageUrl(booking.id);
  const until = booking.holdExpiresAt ?? booking.startsAt;
  return (
    <Stack gap="xs" align="center">
      <Text size="sm">{t('staff:desk.linkBody', { time: formatTime(until, locale, booking.timeZone) })}</Text>
      <QrCode
        text={url}
        alt={t('staff:desk.linkCode', { amount: formatMoney(booking.price, locale) })}
        size={200}
      />
      <Text size="sm" ff="monospace" ta="center">
        {url}
      </Text>
      <CopyButton value={url}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-md" onClick={copy}>
            {copied ? t('staff:details.linkCopied') : t('staff:details.copyLink')}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}

function Ended({
  booking,
  onShow,
  onAgain,
}: Pick<HeldStepProps, 'onShow' | 'onAgain'> & { readonly booking: Booking }) {
  const { t } = useStaffText();
  return (
    <Stack>
      <Group justify="space-between">
        <Text fw={600}>
          {booking.state === bookingState.confirmed ? t('staff:desk.doneTitle') : t('staff:desk.released')}
        </Text>
        <BoardStateBadge state={booking.state} />
      </Group>
      <Group>
        <Button onClick={() => onShow(booking)}>{t('staff:desk.showOnBoard')}</Button>
        <Button variant="default" onClick={onAgain}>
          {t('staff:desk.again')}
        </Button>
      </Group>
    </Stack>
  );
}

export function HeldStep({ held, commands, onShow, onAgain }: HeldStepProps) {
  const { t, locale } = useStaffText();
  const booking = useHeldBooking(held);
  const [showsLink, setShowsLink] = useState(false);
  const pending = commands.pending.get(booking.id);
  const { patientName: patient, doctorName: doctor, timeZone, holdExpiresAt } = booking;
  const when = formatDayTime(booking.startsAt, locale, timeZone);
  const isOpen = bookingMachine.is.unpaid(booking.state);
  return (
    <Stack gap="md">
      <Text fw={600}>{t('staff:desk.heldBody', { patient, when, doctor })}</Text>
      {isOpen && holdExpiresAt ? (
        <>
          <Alert
            icon={<IconClock aria-hidden />}
            color="amber"
            title={t('staff:desk.heldTitle', { time: formatTime(holdExpiresAt, locale, timeZone) })}
          >
            <Countdown until={holdExpiresAt} />
          </Alert>
          <Button
            loading={pending === 'permitDeskPayment'}
            disabled={pending !== undefined}
            onClick={() => commands.run('permitDeskPayment', booking)}
          >
            {t('staff:desk.payDesk', { amount: formatMoney(booking.price, locale) })}
          </Button>
          <Button
            variant="default"
            leftSection={<IconLink size={16} aria-hidden />}
            aria-expanded={showsLink}
            onClick={() => setShowsLink(!showsLink)}
          >
            {t('staff:desk.payLink')}
          </Button>
          {showsLink ? <PayLink booking={booking} /> : null}
          <Button
            variant="subtle"
            color="red"
            loading={pending === 'cancel'}
            disabled={pending !== undefined}
            onClick={() => commands.run('cancel', booking, t('staff:desk.releaseReason'))}
          >
            {t('staff:desk.release')}
          </Button>
        </>
      ) : (
        <Ended booking={booking} onShow={onShow} onAgain={onAgain} />
      )}
    </Stack>
  );
}
