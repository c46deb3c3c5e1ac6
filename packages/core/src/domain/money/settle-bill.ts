import { bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import { attemptState, type PaymentState, paymentState } from '@holdfast/contract/payment/payment.states';
import { refundState } from '@holdfast/contract/refund/refund.states';
import { followMoney, returnableFrom, unaskedMinor } from './ask-refunds.ts';
import type { Attempt, Bill, BillBooking, BillPayment } from './bill.ts';
import { sumsOf } from './bill-sums.ts';
import type { Decider } from './decider.ts';
import { followOrders } from './follow-orders.ts';
import {
  capturedMinor,
  counts,
  depositsMinor,
  dueMinor,
  fundsMinor,
  isCovered,
  isOwed,
  netMinor,
  pendingMinor,
  priceMinor,
  wrongOf,
} from './judge-money.ts';
import { followItems } from './open-items.ts';
import { captureDueAt, followCaptures } from './plan-captures.ts';

/** What follows from a bill's facts: bookings, requests, operations, items and payment states. */

const priceOf = (bill: Bill, bookingId: string): number => priceMinor(bill, ({ id }) => id === bookingId);

/** The expired booking whose late money may still bring the patient to the doctor. */
function lateBooking(bill: Bill, now: Date): BillBooking | undefined {
  const last = bill.bookings.at(-1);
  if (!last || bill.bookings.some(isOwed)) return undefined;
  const isWanted = last.state === bookingState.expired && last.keepIfLate && last.startsAt > now;
  return isWanted && fundsMinor(bill) >= priceOf(bill, last.id) && fundsMinor(bill) > 0 ? last : undefined;
}

/** The patient holds the same time again on another bill: the money is for that booking, which moves here. */
function adoptRebooked(bill: Bill, newId: () => string): Bill {
  const { rebooked } = bill;
  if (rebooked === null || rebooked.amountMinor > fundsMinor(bill)) return bill;
  const { booking, amountMinor } = rebooked;
  return {
    ...bill,
    bookings: [...bill.bookings, booking],
    lines: [...bill.lines, { id: newId(), bookingId: booking.id, kind: 'visit', amountMinor }],
  };
}

/** The patient was told of every refund that was asked for, also of one that the provider has refused since. */
function promisedMinor(bill: Bill, attempt: Attempt): number {
  const refused = bill.requests.filter(
    ({ attemptId, state }) => attemptId === attempt.id && state === refundState.failed,
  );
  const refusedMinor = refused.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return Math.min(netMinor(bill, attempt), pendingMinor(bill, attempt) + refusedMinor);
}

/** Here, counted and not promised back. */
function unpromisedMinor(bill: Bill): number {
  const counted = bill.attempts.filter((attempt) => counts(bill, attempt));
  return fundsMinor(bill) - counted.reduce((sum, attempt) => sum + promisedMinor(bill, attempt), 0);
}

/**
 * A successor takes the expired booking's time, where it is free and still offered. A time that becomes free after its money was
 * promised back stays free: nobody expects the visit any more.
 */
function retake(bill: Bill, last: BillBooking, newId: () => string): Bill {
  if (!last.canBeRetaken || unpromisedMinor(bill) < priceOf(bill, last.id)) return bill;
  const successor: BillBooking = {
    ...last,
    id: newId(),
    state: bookingState.held,
    predecessorId: last.id,
    endedAt: null,
    endedBy: null,
    canBeRetaken: false,
  };
  const amountMinor = priceOf(bill, last.id);
  return {
    ...bill,
    bookings: [...bill.bookings, successor],
    lines: [...bill.lines, { id: newId(), bookingId: successor.id, kind: 'visit', amountMinor }],
  };
}

function placeLateMoney(bill: Bill, { now, newId }: Decider): Bill {
  const last = lateBooking(bill, now);
  if (!last) return bill;
  return bill.rebooked ? adoptRebooked(bill, newId) : retake(bill, last, newId);
}

/** Confirms what is covered now. Losing the cover later moves no booking backward: an item says so. */
function confirmCovered(bill: Bill): Bill {
  if (!isCovered(bill)) return bill;
  const bookings = bill.bookings.map((booking) =>
    bookingMachine.is.unpaid(booking.state) ? { ...booking, state: bookingState.confirmed } : booking,
  );
  return { ...bill, bookings };
}

/** Derived, and therefore free to go back: an authorization that was let go leaves the payment waiting again. */
function stateOfPayment(bill: Bill, payment: BillPayment): PaymentState {
  const attempts = bill.attempts.filter(
    (attempt) => attempt.paymentId === payment.id && wrongOf(bill, attempt) === null,
  );
  if (attempts.some((attempt) => capturedMinor(attempt) > 0)) return paymentState.captured;
  if (attempts.some(({ state }) => state === attemptState.authorized)) return paymentState.authorized;
  // What the desk has received in full waits for no payment online.
  const isDue =
    bill.bookings.some(isOwed) && (depositsMinor(bill) === 0 || depositsMinor(bill) < dueMinor(bill));
  return isDue ? paymentState.pending : paymentState.closed;
}

/** The next moment at which time alone changes something. */
function reviewAt(bill: Bill, decider: Decider): Date | null {
  const times = bill.attempts
    .filter((attempt) => unaskedMinor(bill, attempt) > 0)
    .map((attempt) => returnableFrom(bill, attempt, decider));
  const open = bill.operations
    .filter(({ nextAt, slaAt }) => nextAt !== null && slaAt > decider.now)
    .map(({ slaAt }) => slaAt);
  const all = [...times, ...open, captureDueAt(bill, decider)];
  const ahead = all.filter((at): at is Date => at !== null && at > decider.now);
  return ahead.toSorted((one, other) => one.getTime() - other.getTime())[0] ?? null;
}

export function settleBill(bill: Bill, decider: Decider): Bill {
  const placed = followOrders(confirmCovered(placeLateMoney(bill, decider)));
  // Items first: the age of a surplus decides when it is returned.
  let next = followItems(placed, decider.now);
  next = followCaptures(followMoney(next, decider), decider);
  next = followItems(next, decider.now);
  const payments = next.payments.map((payment) => ({ ...payment, state: stateOfPayment(next, payment) }));
  return { ...next, payments, sums: sumsOf(next), reviewAt: reviewAt(next, decider) };
}
