import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { useServerNow } from '../../../lib/clock/use-now.ts';
import { formatTime } from '../../../lib/format/format-time.ts';
import {
  type ActionAvailability,
  type BoardAction,
  hasNoActions,
  shownActions,
} from '../model/board-actions.ts';
import { actionKeys } from '../model/board-keys.ts';
import { useDeskStateWord } from '../use-desk-state-word.ts';
import { useStaffText } from '../use-staff-text.ts';

interface BookingActionsProps {
  readonly booking: Booking;
  readonly pending: BoardAction | undefined;
  readonly onAct: (action: BoardAction, booking: Booking) => void;
}

/** Why an action is not allowed now. Actions that role or state rule out are not shown at all. */
export function useObstacle(): (item: ActionAvailability, booking: Booking) => string | null {
  const { t, locale } = useStaffText();
  const deskWord = useDeskStateWord();
  return (item, booking) => {
    if (item.obstacle === null) return null;
    const { from } = booking.may[item.action];
    const minutes = Math.round((Date.parse(booking.noShowFrom) - Date.parse(booking.startsAt)) / 60_000);
    return t(`staff:action.obstacle.${item.obstacle}`, {
      state: deskWord(booking.state),
      time: from === null ? '' : formatTime(from, locale, booking.timeZone),
      minutes,
    });
  };
}

export function BookingActions({ booking, pending, onAct }: BookingActionsProps) {
  const { t } = useStaffText();
  const obstacle = useObstacle();
  const now = useServerNow(15_000);
  const shown = shownActions(booking, now);
  if (hasNoActions(booking)) return <Text size="sm">{t('staff:details.noRoleActions')}</Text>;
  if (bookingMachine.isTerminal(booking.state)) return <Text size="sm">{t('staff:details.noActions')}</Text>;
  if (shown.length === 0) return <Text size="sm">{t('staff:action.none')}</Text>;
  const first = shown.find(({ obstacle: why }) => why === null)?.action;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {shown.map((item) => (
          <Button
            key={item.action}
            variant={item.action === first && item.action !== 'cancel' ? 'filled' : 'default'}
            {...(item.action === 'cancel' && item.obstacle === null ? { c: 'red' } : {})}
            disabled={item.obstacle !== null || pending !== undefined}
            loading={pending === item.action}
            aria-keyshortcuts={actionKeys[item.action]}
            rightSection={
              <Kbd size="xs" aria-hidden>
                {actionKeys[item.action]}
              </Kbd>
            }
            onClick={() => onAct(item.action, booking)}
          >
            {t(`staff:action.${item.action}`)}
          </Button>
        ))}
      </Group>
      {pending ? <Text size="sm">{t('staff:board.pending')}</Text> : null}
      {shown.map((item) => {
        const words = obstacle(item, booking);
        return words === null ? null : (
          <Text key={item.action} size="sm" c="dimmed">
            {`${t(`staff:action.${item.action}`)}: ${words}`}
          </Text>
        );
      })}
    </Stack>
  );
}
