import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import type { DepositKind } from '@holdfast/contract/payment/payment.schemas';
import { type Decision, go, refuse } from '../../decision.ts';
import type { Bill } from './bill.ts';
import { depositsMinor, dueMinor, fundsMinor, owedAtDeskMinor } from './judge-money.ts';

/**
 * Limits what the desk records as received, by the price alone: money that came online in between does not undo that cash was
 * taken, it is surplus and goes back. A time that is only held is paid in full, because part of a price keeps no time.
 */
export function decideReceipt(bill: Bill, amountMinor: number): Decision<null> {
  const openMinor = dueMinor(bill) - depositsMinor(bill);
  if (amountMinor > openMinor) return refuse('AMOUNT_NOT_DUE', `${openMinor} is due`);
  const isHeld = bill.bookings.some(({ state }) => bookingMachine.is.unpaid(state));
  if (isHeld && fundsMinor(bill) + amountMinor < dueMinor(bill))
    return refuse('AMOUNT_NOT_DUE', 'a held time is paid in full');
  return go(null);
}

interface HandBack {
  readonly kind: DepositKind;
  readonly amountMinor: number;
  /** May rule about payments: gives back more than is owed, to correct what was recorded by mistake. */
  readonly mayRule: boolean;
}

/** Money goes back the way it came, and no more of it than came. */
export function decideHandBack(bill: Bill, { kind, amountMinor, mayRule }: HandBack): Decision<null> {
  const received = bill.deposits
    .filter((deposit) => deposit.kind === kind)
    .reduce((sum, deposit) => sum + deposit.amountMinor, 0);
  const limit = mayRule ? received : Math.min(received, owedAtDeskMinor(bill));
  return amountMinor > limit ? refuse('AMOUNT_NOT_DUE', `${limit} may go back`) : go(null);
}
