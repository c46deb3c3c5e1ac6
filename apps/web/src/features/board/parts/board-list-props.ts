import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { BoardAction } from '../model/board-actions.ts';

/** Props that the table and the cards share. */
export interface BoardListProps {
  readonly rows: readonly Booking[];
  readonly label: string;
  readonly currentId: string | null;
  readonly openId: string | null;
  readonly changedIds: ReadonlySet<string>;
  readonly pending: ReadonlyMap<string, BoardAction>;
  readonly nextActionOf: (booking: Booking) => BoardAction | null;
  readonly onOpen: (booking: Booking) => void;
  readonly onAct: (action: BoardAction, booking: Booking) => void;
}

/** Attributes by which a row is found, focused and distinguished. */
export function rowAttributes(
  booking: Booking,
  props: Pick<BoardListProps, 'currentId' | 'openId' | 'changedIds'>,
) {
  return {
    'data-booking': booking.id,
    'data-changed': props.changedIds.has(booking.id) || undefined,
    'aria-current': booking.id === props.openId ? ('true' as const) : undefined,
    tabIndex: booking.id === props.currentId ? 0 : -1,
  };
}
