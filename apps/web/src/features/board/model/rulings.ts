import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { PaymentRuling } from '@holdfast/contract/payment/payment.procedures';
import type { Payment } from '@holdfast/contract/payment/payment.schemas';
import { attemptState } from '@holdfast/contract/payment/payment.states';
import { type RefundReason, refundMachine, refundState } from '@holdfast/contract/refund/refund.states';

export type Attempt = Payment['attempts'][number];
export type Refund = Payment['refunds'][number];

/** What is read of a booking to say what a person may decide about its money. */
export type RuledBooking = Pick<Booking, 'money'>;

/** A decision about the money of one attempt. */
export interface Ruling {
  readonly ruling: PaymentRuling;
  readonly providerPaymentId: string;
  readonly amount: Attempt['amount'];
}

const ofProvider: RefundReason = 'provider_initiated';

const isCaptured = ({ state }: Attempt): boolean => state === attemptState.captured;
const isWrong = (attempt: Attempt): boolean => isCaptured(attempt) && attempt.quarantineReason !== null;

const refundsOf = ({ providerPaymentId }: Attempt, { refunds }: Payment): readonly Refund[] =>
  refunds.filter((refund) => refund.providerPaymentId === providerPaymentId);

/** Refused and withdrawn requests moved nothing. */
const movesMoney = ({ state }: Refund): boolean =>
  state !== refundState.failed && state !== refundState.withdrawn;

/** What of an attempt is here and in no request. */
function unaskedMinor(attempt: Attempt, payment: Payment): number {
  const moved = refundsOf(attempt, payment).filter(movesMoney);
  return attempt.amount.amountMinor - moved.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
}

/**
 * What may be decided about an attempt that does not count. Money of another mode, or of a currency in which the bill cannot
 * be paid, is only sent back. Nothing is offered while a refund of it is under way, or was refused: that is asked for again.
 */
export function rulingsOf(attempt: Attempt, payment: Payment, booking: RuledBooking): readonly Ruling[] {
  if (!isWrong(attempt) || unaskedMinor(attempt, payment) <= 0) return [];
  const { providerPaymentId, amount, quarantineReason } = attempt;
  const refunds = refundsOf(attempt, payment);
  if (refunds.some(({ state }) => refundMachine.is.open(state))) return [];
  const mayCount = amount.currency === booking.money.due.currency && quarantineReason !== 'other_mode';
  const wasRefused = refunds.some(({ state }) => state === refundState.failed);
  const rulings: readonly PaymentRuling[] = [
    ...(mayCount ? (['place'] as const) : []),
    ...(wasRefused ? [] : (['return'] as const)),
  ];
  return rulings.map((ruling) => ({ ruling, providerPaymentId, amount }));
}

/** What may be asked for again: of wrong money all that is here, of money that counts no more than is owed back. */
function owedMinor(attempt: Attempt, payment: Payment, { money }: RuledBooking): number {
  const here = unaskedMinor(attempt, payment);
  return isWrong(attempt) ? here : Math.min(here, money.refundDue.amountMinor);
}

/** A new request for what the provider refused to give back, on the last refusal of its attempt alone; null where there is nothing to ask. */
export function askAgainOf(refund: Refund, payment: Payment, booking: RuledBooking): Ruling | null {
  if (refund.state !== refundState.failed || refund.reason === ofProvider) return null;
  const { providerPaymentId } = refund;
  const attempt = payment.attempts.find((one) => one.providerPaymentId === providerPaymentId);
  if (!attempt || !isCaptured(attempt)) return null;
  const refused = refundsOf(attempt, payment).filter(({ state }) => state === refundState.failed);
  const last = refused.toSorted((one, other) => one.updatedAt.localeCompare(other.updatedAt)).at(-1);
  const amountMinor = owedMinor(attempt, payment, booking);
  if (last?.id !== refund.id || amountMinor < refund.amount.amountMinor) return null;
  return { ruling: 'ask_again', providerPaymentId, amount: { ...refund.amount, amountMinor } };
}
