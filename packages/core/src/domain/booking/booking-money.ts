import { type BookingState, bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import type { BookingMoneyState } from '@holdfast/contract/booking/booking-words';
import { type PaymentState, paymentState } from '@holdfast/contract/payment/payment.states';
import type { Collected } from '@holdfast/contract/payment/payment-providers';
import type { BillSums } from '../money/bill.ts';

/** Facts about a booking's money: the sums of its bill, and what the booking is. */
export interface MoneyFacts extends BillSums {
  readonly state: BookingState;
  readonly hasSuccessor: boolean;
  /** A permission to pay at the desk, or a waiver. */
  readonly isPermitted: boolean;
  readonly collected: Collected;
  readonly paymentState: PaymentState;
  /** The price of the booking. */
  readonly dueMinor: number;
}

export interface MoneyStatus {
  readonly state: BookingMoneyState;
  readonly dueMinor: number;
  readonly paidMinor: number;
  readonly heldMinor: number;
  readonly refundingMinor: number;
  readonly refundedMinor: number;
  readonly refundDueMinor: number;
  readonly wrong: { readonly amountMinor: number; readonly currency: string } | null;
}

/** Final states in which captured money must be refunded. */
function isUnwanted({ state, hasSuccessor }: MoneyFacts): boolean {
  return bookingMachine.is.unwanted(state) && !hasSuccessor;
}

/** What is here and nobody has asked back: what may be kept, and what must still go back. */
function settledMinor({ fundsMinor, askedBackMinor, unknownBackMinor }: MoneyFacts): number {
  return Math.max(0, fundsMinor - askedBackMinor - unknownBackMinor);
}

/** Here beyond what may be kept, and not being refunded. */
function refundDueMinor(facts: MoneyFacts): number {
  return Math.max(0, settledMinor(facts) - (isUnwanted(facts) ? 0 : facts.dueMinor));
}

const refundingMinor = ({ askedBackMinor, unknownBackMinor, leavingMinor }: MoneyFacts): number =>
  askedBackMinor + unknownBackMinor + leavingMinor;

/** Some money for this bill was captured, no matter what became of it. */
const hasCome = (facts: MoneyFacts): boolean =>
  facts.fundsMinor > 0 || refundingMinor(facts) > 0 || facts.returnedMinor > 0;

/** The state once money was captured: problems first, then what is under way, then what is done. */
function stateOfMoneyThatCame(facts: MoneyFacts): BookingMoneyState {
  if (facts.unknownBackMinor > 0) return 'refund_unknown';
  if (facts.refusedMinor > 0) return 'refund_failed';
  if (refundDueMinor(facts) > 0) return 'refund_due';
  // Refunding a second payment does not make the booking unpaid.
  if (!isUnwanted(facts) && settledMinor(facts) >= facts.dueMinor) return 'paid';
  if (bookingMachine.is.needsCover(facts.state)) return facts.isPermitted ? 'at_desk' : 'not_paid';
  if (settledMinor(facts) > 0 && bookingMachine.is.unpaid(facts.state)) return 'part_paid';
  if (refundingMinor(facts) > 0) return 'refunding';
  return 'refunded';
}

/** The state while nothing was captured that counts. */
function stateWithoutMoney(facts: MoneyFacts): BookingMoneyState {
  if (facts.heldMinor > 0) return 'authorized';
  if (facts.wrongMinor > 0) return 'wrong_amount';
  if (facts.isChecking) return 'checking';
  if (facts.dueMinor === 0 && !bookingMachine.is.ended(facts.state)) return 'paid';
  // Desk money leaves no trace of a refund when it is handed back.
  const isUncovered = bookingMachine.is.needsCover(facts.state) && !facts.isPermitted;
  if (isUncovered && facts.collected === 'online') return 'not_paid';
  const endedWithoutVisit = bookingMachine.isTerminal(facts.state) && facts.state !== bookingState.completed;
  if (facts.paymentState === paymentState.closed || endedWithoutVisit) return 'nothing_taken';
  return facts.collected === 'desk' || facts.isPermitted ? 'at_desk' : 'unpaid';
}

/** The single source of a booking's money state, for every reader. */
export function bookingMoney(facts: MoneyFacts): MoneyStatus {
  const { wrongMinor, wrongCurrency } = facts;
  return {
    state: hasCome(facts) ? stateOfMoneyThatCame(facts) : stateWithoutMoney(facts),
    dueMinor: facts.dueMinor,
    paidMinor: Math.min(settledMinor(facts), facts.dueMinor),
    heldMinor: facts.heldMinor,
    refundingMinor: refundingMinor(facts),
    refundedMinor: facts.returnedMinor,
    refundDueMinor: refundDueMinor(facts),
    wrong:
      wrongMinor > 0 && wrongCurrency !== null ? { amountMinor: wrongMinor, currency: wrongCurrency } : null,
  };
}
