import type { Capability } from '@holdfast/contract/auth/capabilities';
import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { useServerNow } from '../../../lib/clock/use-now.ts';
import { formatTime } from '../../../lib/format/format-time.ts';
import {
  type ActionAvailability,
  actionsWith,
  availability,
  type BoardAction,
  noShowGraceMinutes,
} from '../model/board-actions.ts';
import { actionKeys } from '../model/board-keys.ts';
import { useStaffText } from '../use-staff-text.ts';
import { useStateWord } from '../use-state-word.ts';

interface BookingActionsProps {
  readonly booking: Booking;
  readonly capabilities: readonly Capability[];
  readonly pending: BoardAction | undefined;
  readonly onAct: (action: BoardAction, booking: Booking) => void;
}

/** Why an action cannot be taken now. What the state itself rules out needs no words: it is not shown. */
export function useObstacle(): (item: ActionAvailability, booking: Booking) => string | null {
  const { t, locale } = useStaffText();
  const stateWord = useStateWord();
  return (item, booking) => {
    if (item.possible) return null;
    if (item.obstacle === 'wrong_state') {
      return t('staff:action.obstacle.wrong_state', { state: stateWord(booking.state) });
    }
    if (item.obstacle === 'hold_over') return t('staff:action.obstacle.hold_over');
    const from = new Date(Date.parse(booking.startsAt) + noShowGraceMinutes * 60_000).toISOString();
    const time = formatTime(from, locale, booking.timeZone);
    return t('staff:action.obstacle.too_early', { time, minutes: noShowGraceMinutes });
  };
}

export function BookingActions({ booking, capabilities, pending, onAct }: BookingActionsProps) {
  const { t } = useStaffText();
  const obstacle = useObstacle();
  const now = useServerNow(15_000);
  const ofRole = actionsWith(capabilities);
  const items = ofRole.map((action) => availability(action, booking, now));
  const shown = items.filter((item) => item.possible || item.obstacle !== 'wrong_state');
  if (ofRole.length === 0) return <Text size="sm">{t('staff:details.noRoleActions')}</Text>;
  if (bookingMachine.isTerminal(booking.state)) return <Text size="sm">{t('staff:details.noActions')}</Text>;
  if (shown.length === 0) return <Text size="sm">{t('staff:action.none')}</Text>;
  const first = shown.find((item) => item.possible)?.action;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {shown.map((item) => (
          <Button
            key={item.action}
            variant={item.action === first && item.action !== 'cancel' ? 'filled' : 'default'}
            {...(item.action === 'cancel' && item.possible ? { c: 'red' } : {})}
            disabled={!item.possible || pending !== undefined}
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
