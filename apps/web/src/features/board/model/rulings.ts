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

const ofWrongMoney: RefundReason = 'wrong_payment';
const ofProvider: RefundReason = 'provider_initiated';

const isCaptured = ({ state }: Attempt): boolean => state === attemptState.captured;
const isWrong = (attempt: Attempt): boolean => isCaptured(attempt) && attempt.quarantineReason !== null;

const sum = (refunds: readonly Refund[]): number =>
  refunds.reduce((total, { amount }) => total + amount.amountMinor, 0);

/** Refunds of wrong money in this currency. */
const wrongRefunds = ({ refunds }: Payment, currency: string): readonly Refund[] =>
  refunds.filter(({ reason, amount }) => reason === ofWrongMoney && amount.currency === currency);

/** The wrong attempts whose money is surely still here: several may have gone back in part. */
function heldWrongAttempts(payment: Payment, { money }: RuledBooking): readonly Attempt[] {
  const { wrong } = money;
  if (wrong === null) return [];
  const attempts = payment.attempts.filter(
    (attempt) => isWrong(attempt) && attempt.amount.currency === wrong.currency,
  );
  const total = attempts.reduce((sofar, { amount }) => sofar + amount.amountMinor, 0);
  return attempts.length === 1 || total <= wrong.amountMinor ? attempts : [];
}

/**
 * What may be decided about an attempt that does not count. Money of another mode, or of a currency in which the bill cannot
 * be paid, is only sent back. Nothing is offered while a refund of it is under way, or was refused: that is asked for again.
 */
export function rulingsOf(attempt: Attempt, payment: Payment, booking: RuledBooking): readonly Ruling[] {
  if (!heldWrongAttempts(payment, booking).includes(attempt)) return [];
  const { providerPaymentId, amount, quarantineReason } = attempt;
  const refunds = wrongRefunds(payment, amount.currency);
  if (refunds.some(({ state }) => refundMachine.is.open(state))) return [];
  const mayCount = amount.currency === booking.money.due.currency && quarantineReason !== 'other_mode';
  const wasRefused = refunds.some(({ state }) => state === refundState.failed);
  const rulings: readonly PaymentRuling[] = [
    ...(mayCount ? (['place'] as const) : []),
    ...(wasRefused ? [] : (['return'] as const)),
  ];
  return rulings.map((ruling) => ({ ruling, providerPaymentId, amount }));
}

/** What of the money that a refused refund was for is owed back and in no open request, in its currency. */
function unaskedMinor({ amount, reason }: Refund, payment: Payment, { money }: RuledBooking): number {
  if (reason === ofWrongMoney) {
    if (money.wrong === null || money.wrong.currency !== amount.currency) return 0;
    const refunds = wrongRefunds(payment, amount.currency);
    return money.wrong.amountMinor - sum(refunds.filter(({ state }) => refundMachine.is.open(state)));
  }
  return money.refundDue.currency === amount.currency ? money.refundDue.amountMinor : 0;
}

/** The one attempt that a refund can be of; undefined where the amounts do not tell. */
function attemptOf({ amount, reason }: Refund, payment: Payment, booking: RuledBooking): Attempt | undefined {
  const possible =
    reason === ofWrongMoney
      ? heldWrongAttempts(payment, booking)
      : payment.attempts.filter((attempt) => isCaptured(attempt) && !isWrong(attempt));
  const fitting = possible.filter(
    (attempt) =>
      attempt.amount.currency === amount.currency && attempt.amount.amountMinor >= amount.amountMinor,
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** A new request for what the provider refused to give back, on the last refusal alone; null where there is nothing to ask. */
export function askAgainOf(refund: Refund, payment: Payment, booking: RuledBooking): Ruling | null {
  if (refund.state !== refundState.failed || refund.reason === ofProvider) return null;
  const refused = payment.refunds.filter(
    ({ state, reason }) => state === refundState.failed && reason === refund.reason,
  );
  const last = refused.toSorted((one, other) => one.updatedAt.localeCompare(other.updatedAt)).at(-1);
  if (last?.id !== refund.id) return null;
  const amountMinor = unaskedMinor(refund, payment, booking);
  const attempt = attemptOf(refund, payment, booking);
  if (!attempt || amountMinor < refund.amount.amountMinor) return null;
  const { providerPaymentId } = attempt;
  return { ruling: 'ask_again', providerPaymentId, amount: { ...refund.amount, amountMinor } };
}
