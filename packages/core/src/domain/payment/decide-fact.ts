import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import {
  type AttemptState,
  attemptMachine,
  type PaymentState,
} from '@holdfast/contract/payment/payment.states';
import { type RefundState, refundMachine, refundState } from '@holdfast/contract/refund/refund.states';

/**
 * The pure form of the payment reducer. `apply_attempt_fact`, `settle_capture` and `apply_refund_fact` decide the same
 * in SQL, in one round trip; one table of cases tests both (ADR 0002).
 */

export interface PaymentFacts {
  readonly state: PaymentState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly providerOrderId: string | null;
  /** Another attempt has already paid this payment. */
  readonly isSettled: boolean;
}

export interface KnownAttempt {
  readonly state: AttemptState;
  readonly quarantineReason: QuarantineReason | null;
}

export type QuarantineReason = 'order_mismatch' | 'currency_mismatch' | 'amount_mismatch';

export interface SeenAttempt {
  readonly state: AttemptState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly providerOrderId: string | null;
}

export type AttemptDecision =
  /** Already known, or weaker than what is known. */
  | { readonly kind: 'known' }
  | {
      readonly kind: 'record';
      /** States to enter, in order: a voided attempt was authorized before. */
      readonly path: readonly AttemptState[];
      readonly quarantineReason: QuarantineReason | null;
      readonly paymentState: PaymentState;
    };

function mismatch(payment: PaymentFacts, fact: SeenAttempt): QuarantineReason | null {
  const { providerOrderId } = payment;
  if (fact.providerOrderId !== null && providerOrderId !== null && fact.providerOrderId !== providerOrderId) {
    return 'order_mismatch';
  }
  if (fact.currency !== payment.currency) return 'currency_mismatch';
  return fact.amountMinor === payment.amountMinor ? null : 'amount_mismatch';
}

/** The strongest evidence wins; money that does not match the charge is never applied. */
export function decideAttempt(
  payment: PaymentFacts,
  known: KnownAttempt | null,
  fact: SeenAttempt,
): AttemptDecision {
  const isWeak = known === null || attemptMachine.rank(known.state) < attemptMachine.rank('authorized');
  const path: AttemptState[] = fact.state === 'voided' && isWeak ? ['authorized', 'voided'] : [fact.state];
  const [first] = path;
  if (known !== null && (first === undefined || !attemptMachine.can(known.state, first)))
    return { kind: 'known' };
  const quarantineReason = known?.quarantineReason ?? mismatch(payment, fact);
  const isWaiting = payment.state === 'pending' || payment.state === 'closed';
  const holdsMoney = quarantineReason === null && path.includes('authorized') && isWaiting;
  return { kind: 'record', path, quarantineReason, paymentState: holdsMoney ? 'authorized' : payment.state };
}

export interface CaptureFacts {
  readonly isSettled: boolean;
  readonly bookingState: BookingState;
  readonly keepIfLate: boolean;
  /** The visit has not started by the database's clock. */
  readonly isAhead: boolean;
  /** No other booking occupies the time. */
  readonly isSlotFree: boolean;
}

/**
 * `surplus_refunded`: another attempt has paid already. `captured`: only recorded, as the booking needs no money.
 * `successor` and `late_refunded`: the money arrived when the booking no longer awaited it.
 */
export type CaptureOutcome = 'surplus_refunded' | 'confirmed' | 'captured' | 'successor' | 'late_refunded';

/** What follows from captured money, exactly once per attempt. */
export function decideCapture(facts: CaptureFacts): CaptureOutcome {
  if (facts.isSettled) return 'surplus_refunded';
  const effect = bookingMachine.maps.onCapture[facts.bookingState];
  if (effect === 'confirm') return 'confirmed';
  if (effect === 'record') return 'captured';
  const isWanted = facts.bookingState === 'expired' && facts.keepIfLate && facts.isAhead;
  return isWanted && facts.isSlotFree ? 'successor' : 'late_refunded';
}

export type RefundDecision =
  /** Reported before the capture that it refunds: waits for it. */
  | { readonly kind: 'too_early' }
  | { readonly kind: 'known' }
  /** Not requested here: made by the provider, or by a person at the provider. */
  | { readonly kind: 'accept'; readonly state: RefundState }
  | { readonly kind: 'move'; readonly from: RefundState; readonly to: RefundState };

/** `known` is the refund of the fact, found by the provider's id, by ours, or adopted. */
export function decideRefund(
  attemptState: AttemptState,
  known: RefundState | null,
  seen: 'submitted' | 'processed' | 'failed',
): RefundDecision {
  if (attemptState === 'voided') return { kind: 'known' };
  if (attemptState !== 'captured') return { kind: 'too_early' };
  if (known === null) return { kind: 'accept', state: seen };
  return refundMachine.can(known, seen) && known !== refundState.failed
    ? { kind: 'move', from: known, to: seen }
    : { kind: 'known' };
}
