import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Group, Text } from '@mantine/core';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { formatTime } from '../../../lib/format/format-time.ts';
import { useStaffText } from '../use-staff-text.ts';
import { type BoardListProps, rowAttributes } from './board-list-props.ts';
import { BoardStateBadge } from './board-state-badge.tsx';
import classes from './board-table.module.css';
import { NextStep } from './next-step.tsx';
import { PhoneText } from './phone-text.tsx';

interface BoardCardProps {
  readonly booking: Booking;
  readonly list: BoardListProps;
}

function BoardCard({ booking, list }: BoardCardProps) {
  const { locale } = useStaffText();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list's own keys (Enter) open a card, see use-board-keyboard
    <li className={classes.card} {...rowAttributes(booking, list)} onClick={() => list.onOpen(booking)}>
      <span className={classes.name}>{booking.patientName}</span>
      <Text component="span" fw={600} className="hf-numbers">
        {formatTime(booking.startsAt, locale, booking.timeZone)}
      </Text>
      <Text component="span" size="sm" c="dimmed">
        {`${booking.doctorName} · ${booking.serviceName}`}
      </Text>
      <PhoneText phone={booking.patientPhone} />
      <div className={classes.badges}>
        <Group gap={6}>
          <BoardStateBadge state={booking.state} />
          <StateBadge machine="money" state={booking.money.state} />
        </Group>
        <NextStep
          booking={booking}
          action={list.nextActionOf(booking)}
          pending={list.pending.has(booking.id)}
          isCurrent={booking.id === list.currentId}
          onAct={list.onAct}
        />
      </div>
    </li>
  );
}

/** The list on a phone: one card for each booking, without sideways scrolling. */
export function BoardCards(props: BoardListProps) {
  return (
    <ul className={classes.cards} aria-label={props.label}>
      {props.rows.map((booking) => (
        <BoardCard key={booking.id} booking={booking} list={props} />
      ))}
    </ul>
  );
}
