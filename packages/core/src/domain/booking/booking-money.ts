import { type BookingState, bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import type { BookingMoneyState } from '@holdfast/contract/booking/booking-words';
import { type PaymentState, paymentState } from '@holdfast/contract/payment/payment.states';
import type { Collected } from '@holdfast/contract/payment/payment-providers';

/** Facts about a booking's money: sums over attempts that match the charge, and over their refunds. */
export interface MoneyFacts {
  readonly state: BookingState;
  readonly hasSuccessor: boolean;
  readonly hasDeskPermission: boolean;
  readonly collected: Collected;
  readonly paymentState: PaymentState;
  readonly dueMinor: number;
  /** Captured by every matching attempt. */
  readonly capturedMinor: number;
  /** Captured by the one attempt that paid for the booking. */
  readonly settledMinor: number;
  /** Refunded or requested for refund of that attempt; failed refunds do not count. */
  readonly settledReturnedMinor: number;
  readonly authorizedMinor: number;
  /** At least one attempt has neither failed nor been captured. */
  readonly attemptOpen: boolean;
  /** Captured with another amount or currency, and not refunded. */
  readonly mismatchedMinor: number;
  readonly refundOnWayMinor: number;
  readonly refundUnknownMinor: number;
  readonly refundProcessedMinor: number;
  readonly refundFailedMinor: number;
}

export interface MoneyStatus {
  readonly state: BookingMoneyState;
  readonly dueMinor: number;
  readonly paidMinor: number;
  readonly heldMinor: number;
  readonly refundingMinor: number;
  readonly refundedMinor: number;
  readonly refundDueMinor: number;
}

/** Final states in which captured money must be refunded. */
function isUnwanted({ state, hasSuccessor }: MoneyFacts): boolean {
  return bookingMachine.is.unwanted(state) && !hasSuccessor;
}

/** Refunds under way or processed. */
function returnedMinor(facts: MoneyFacts): number {
  return facts.refundOnWayMinor + facts.refundUnknownMinor + facts.refundProcessedMinor;
}

/** Captured beyond what may be kept, and not being refunded. */
function refundDueMinor(facts: MoneyFacts): number {
  const kept = isUnwanted(facts) ? 0 : facts.dueMinor;
  return Math.max(0, facts.capturedMinor - returnedMinor(facts) - kept);
}

/** The state once money was captured: problems first, then what is under way, then what is done. */
function stateOfMoneyThatCame(facts: MoneyFacts): BookingMoneyState {
  if (facts.refundUnknownMinor > 0) return 'refund_unknown';
  if (refundDueMinor(facts) > 0) return facts.refundFailedMinor > 0 ? 'refund_failed' : 'refund_due';
  // Refunding a second payment does not make the booking unpaid.
  const isCovered = facts.capturedMinor - returnedMinor(facts) >= facts.dueMinor;
  if (!isUnwanted(facts) && isCovered) return 'paid';
  if (facts.refundOnWayMinor > 0) return 'refunding';
  return facts.refundProcessedMinor > 0 ? 'refunded' : 'paid';
}

function stateOf(facts: MoneyFacts): BookingMoneyState {
  if (facts.capturedMinor > 0) return stateOfMoneyThatCame(facts);
  if (facts.authorizedMinor > 0) return 'authorized';
  if (facts.attemptOpen || facts.mismatchedMinor > 0) return 'checking';
  const endedWithoutVisit = bookingMachine.isTerminal(facts.state) && facts.state !== bookingState.completed;
  if (facts.paymentState === paymentState.closed || endedWithoutVisit) return 'nothing_taken';
  return facts.collected === 'desk' || facts.hasDeskPermission ? 'at_desk' : 'unpaid';
}

/** The single source of a booking's money state, for every reader. */
export function bookingMoney(facts: MoneyFacts): MoneyStatus {
  return {
    state: stateOf(facts),
    dueMinor: facts.dueMinor,
    paidMinor: Math.max(0, facts.settledMinor - facts.settledReturnedMinor),
    heldMinor: facts.authorizedMinor,
    refundingMinor: facts.refundOnWayMinor + facts.refundUnknownMinor,
    refundedMinor: facts.refundProcessedMinor,
    refundDueMinor: refundDueMinor(facts),
  };
}
