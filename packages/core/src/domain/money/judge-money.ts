import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { attemptMachine, attemptState } from '@holdfast/contract/payment/payment.states';
import { providerRefundMachine } from '@holdfast/contract/refund/provider-refund.states';
import { refundMachine } from '@holdfast/contract/refund/refund.states';
import type { Attempt, Bill, BillBooking, ProviderRefund, RefundRequest } from './bill.ts';

/** Pure views of a bill's money. Every amount is a function of the facts, never of the order in which they came. */

export type WrongReason = 'unknown_order' | 'other_mode' | 'currency_mismatch' | 'amount_mismatch';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, one) => total + one, 0);

/** A booking whose price is owed: it stands, or it ended in a way that keeps the money. */
export const isOwed = ({ state }: Pick<BillBooking, 'state'>): boolean => bookingMachine.is.owed(state);

/** What stands on the bill for some of its bookings: lines, or covers. */
function amountOf(
  { bookings }: Bill,
  rows: readonly { readonly bookingId: string; readonly amountMinor: number }[],
  isMeant: (booking: BillBooking) => boolean,
): number {
  const meant = new Set(bookings.filter(isMeant).map(({ id }) => id));
  return sum(rows.filter(({ bookingId }) => meant.has(bookingId)).map(({ amountMinor }) => amountMinor));
}

export const priceMinor = (bill: Bill, isMeant: (booking: BillBooking) => boolean): number =>
  amountOf(bill, bill.lines, isMeant);

export const dueMinor = (bill: Bill): number => priceMinor(bill, isOwed);

export function capturedMinor(attempt: Attempt): number {
  return attempt.state === attemptState.captured ? attempt.amountMinor : 0;
}

export const refundsOf = (bill: Bill, attempt: Attempt): readonly ProviderRefund[] =>
  bill.refunds.filter(({ attemptId, currency }) => attemptId === attempt.id && currency === attempt.currency);

/** Returned or being returned by the provider, no matter who asked for it. */
export function returnedMinor(bill: Bill, attempt: Attempt): number {
  return sum(
    refundsOf(bill, attempt)
      .filter(({ state }) => providerRefundMachine.is.gone(state))
      .map((one) => one.amountMinor),
  );
}

/** What of an attempt is still here. The release of an authorization is told as a refund too: nothing had come. */
export function netMinor(bill: Bill, attempt: Attempt): number {
  const captured = capturedMinor(attempt);
  return captured === 0 ? 0 : captured - returnedMinor(bill, attempt);
}

/** Why money cannot be counted for its bill. Judged on what was reserved or taken: a failed try condemns nothing. */
export function wrongOf(bill: Bill, attempt: Attempt): WrongReason | null {
  if (attempt.ruling === 'place') return null;
  if (bill.patientId === null) return 'unknown_order';
  if (bill.accounts.get(attempt.providerAccountId)?.mode !== bill.mode) return 'other_mode';
  if (attemptMachine.rank(attempt.state) < attemptMachine.rank(attemptState.authorized)) return null;
  if (attempt.currency !== bill.currency) return 'currency_mismatch';
  const payment = bill.payments.find(({ id }) => id === attempt.paymentId);
  return payment?.askedMinor === attempt.amountMinor ? null : 'amount_mismatch';
}

/** Money of a person's decision to return counts no longer, although it is still here. */
export function counts(bill: Bill, attempt: Attempt): boolean {
  return wrongOf(bill, attempt) === null && attempt.ruling !== 'return' && attempt.currency === bill.currency;
}

export const depositsMinor = ({ deposits }: Bill): number =>
  sum(deposits.map(({ amountMinor }) => amountMinor));

/** Desk money beyond what is still due: online money is sent back first, so this much was paid over the counter alone. */
export const owedAtDeskMinor = (bill: Bill): number => Math.max(0, depositsMinor(bill) - dueMinor(bill));

/** By the provider's clock; attempts of the same moment by their ids, so that every process sees one order. */
export const byTime =
  (timeOf: (attempt: Attempt) => Date | null) =>
  (one: Attempt, other: Attempt): number =>
    (timeOf(one)?.getTime() ?? 0) - (timeOf(other)?.getTime() ?? 0) ||
    (one.providerPaymentId < other.providerPaymentId ? -1 : 1);

const countedInOrder = (bill: Bill): Attempt[] =>
  bill.attempts
    .filter((attempt) => counts(bill, attempt) && netMinor(bill, attempt) > 0)
    .toSorted(byTime(({ capturedAt }) => capturedAt));

/** Less than this the provider does not refund. */
export const minRefundMinor = (bill: Bill, { providerAccountId }: Attempt): number =>
  bill.accounts.get(providerAccountId)?.minRefundMinor ?? 0;

/**
 * What of each attempt pays for the bill. Desk money comes first, because only the provider's can be sent back from here;
 * then one attempt that is enough alone, the earliest by the provider's clock; else all of them in that order. What the
 * provider returned beyond a capture is made up for by the payer's other money.
 */
export function keptByAttempt(bill: Bill): ReadonlyMap<string, number> {
  const inOrder = countedInOrder(bill);
  const overRefunded = sum(
    bill.attempts
      .filter((attempt) => counts(bill, attempt))
      .map((attempt) => Math.max(0, -netMinor(bill, attempt))),
  );
  let open = Math.max(0, dueMinor(bill) + overRefunded - depositsMinor(bill));
  const enough = inOrder.find((attempt) => netMinor(bill, attempt) >= open);
  const kept = new Map<string, number>();
  for (const attempt of enough ? [enough] : inOrder) {
    const part = Math.min(netMinor(bill, attempt), open);
    kept.set(attempt.id, part);
    open -= part;
  }
  return kept;
}

/** What the rules want back of an attempt, requests included. */
export function wantedBackMinor(bill: Bill, attempt: Attempt): number {
  const net = netMinor(bill, attempt);
  if (net <= 0) return 0;
  if (attempt.ruling === 'return') return net;
  const wrong = wrongOf(bill, attempt);
  if (wrong !== null) return wrong === 'unknown_order' ? 0 : net;
  return net - (keptByAttempt(bill).get(attempt.id) ?? 0);
}

/** Money that is here and counts: what decides whether a booking is paid. Returned too much, it falls below zero. */
export function fundsMinor(bill: Bill): number {
  const counted = bill.attempts.filter((attempt) => counts(bill, attempt));
  return depositsMinor(bill) + sum(counted.map((attempt) => netMinor(bill, attempt)));
}

/** Permissions and waivers of bookings that stand. */
export const permittedMinor = (bill: Bill): number => amountOf(bill, bill.covers, isOwed);

export const isCovered = (bill: Bill): boolean => fundsMinor(bill) + permittedMinor(bill) >= dueMinor(bill);

/** The fact that carries a request out, once the provider has told it. */
export const factOf = (bill: Bill, request: RefundRequest): ProviderRefund | undefined =>
  bill.refunds.find(({ requestId }) => requestId === request.id);

/** Requests of an attempt that may still move money and that no fact counts yet. */
export const pendingOf = (bill: Bill, attempt: Attempt): readonly RefundRequest[] =>
  bill.requests.filter(
    (one) =>
      one.attemptId === attempt.id && refundMachine.is.open(one.state) && factOf(bill, one) === undefined,
  );

export const pendingMinor = (bill: Bill, attempt: Attempt): number =>
  sum(pendingOf(bill, attempt).map(({ amountMinor }) => amountMinor));
