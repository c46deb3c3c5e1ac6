import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { type MoneyState, moneyStateOf } from '../../../components/state-facts.ts';

type Subject = Pick<Booking, 'state' | 'evidence' | 'payment'>;

const openWords: readonly MoneyState[] = ['pending', 'at_desk'];

/** True where the visit stands on the promise to pay at the desk, whatever the charge was made for. */
export function isPromisedAtDesk({ evidence, payment }: Pick<Booking, 'evidence' | 'payment'>): boolean {
  return payment.rail === 'desk' || (evidence === 'desk_permission' && payment.capturedMinor === 0);
}

/** The word for a booking's money as the desk needs it: what is still to come in, and what no longer is. */
export function deskMoneyState(booking: Subject): MoneyState {
  const state = moneyStateOf(booking.payment);
  if (!openWords.includes(state)) return state;
  const endedUnpaid = bookingMachine.isTerminal(booking.state) && booking.state !== 'completed';
  if (endedUnpaid) return 'closed';
  return isPromisedAtDesk(booking) ? 'at_desk' : 'pending';
}
