import { bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import { operationMachine, operationState } from '@holdfast/contract/money/operation.states';
import { requestRefund, unaskedMinor } from './ask-refunds.ts';
import type { Attempt, Bill, Cover, Deposit, Operation, Ruling } from './bill.ts';
import type { Decider } from './decider.ts';
import type { AttemptFact, RefundFact } from './facts.ts';
import { type Posting, postedWith, postingFor } from './post-ledger.ts';
import { type AttemptRoute, recordAttempt, recordRefund } from './record-fact.ts';
import { settleBill } from './settle-bill.ts';

/** Everything that can happen to a bill's money. Facts say what is; the others are decisions of people or of our loops. */
export type Act =
  | { readonly kind: 'attempt'; readonly fact: AttemptFact; readonly route: AttemptRoute }
  | { readonly kind: 'refund'; readonly fact: RefundFact; readonly providerAccountId: string }
  | { readonly kind: 'cancel'; readonly bookingId: string; readonly by: string | null; readonly at: Date }
  | { readonly kind: 'permit'; readonly cover: Cover }
  | { readonly kind: 'receive'; readonly deposit: Deposit }
  | { readonly kind: 'rule'; readonly attemptId: string; readonly ruling: Ruling; readonly by: string }
  | { readonly kind: 'ask_again'; readonly attemptId: string }
  | { readonly kind: 'operation'; readonly operationId: string; readonly outcome: OperationOutcome }
  /** Time has passed. */
  | { readonly kind: 'review' };

export type OperationOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'unknown'; readonly error: string; readonly nextAt: Date }
  /** Refused for now. */
  | { readonly state: 'planned'; readonly error: string; readonly nextAt: Date }
  /** Refused for ever. */
  | { readonly state: 'refused'; readonly error: string }
  | { readonly state: 'confirmed' };

export interface Decision {
  readonly bill: Bill;
  readonly postings: readonly Posting[];
}

function withAttempt(bill: Bill, attemptId: string, change: Partial<Attempt>): Bill {
  const attempts = bill.attempts.map((one) => (one.id === attemptId ? { ...one, ...change } : one));
  return { ...bill, attempts };
}

function cancel(bill: Bill, act: Extract<Act, { kind: 'cancel' }>): Bill {
  const bookings = bill.bookings.map((booking) =>
    booking.id === act.bookingId && bookingMachine.can(booking.state, bookingState.cancelled)
      ? { ...booking, state: bookingState.cancelled, endedAt: act.at, endedBy: act.by }
      : booking,
  );
  return { ...bill, bookings };
}

function afterOutcome(operation: Operation, outcome: OperationOutcome): Operation {
  if (!operationMachine.can(operation.state, outcome.state)) return operation;
  const tries = operation.tries + (outcome.state === operationState.sent ? 1 : 0);
  const lastError = 'error' in outcome ? outcome.error : operation.lastError;
  const nextAt =
    'nextAt' in outcome ? outcome.nextAt : outcome.state === operationState.sent ? operation.nextAt : null;
  return { ...operation, state: outcome.state, tries, lastError, nextAt };
}

function withOperation(bill: Bill, act: Extract<Act, { kind: 'operation' }>): Bill {
  const operations = bill.operations.map((operation) =>
    operation.id === act.operationId ? afterOutcome(operation, act.outcome) : operation,
  );
  return { ...bill, operations };
}

/** A new request for what the provider refused earlier. */
function askAgain(bill: Bill, attemptId: string, decider: Decider): Bill {
  const attempt = bill.attempts.find(({ id }) => id === attemptId);
  const amountMinor = attempt ? unaskedMinor(bill, attempt) : 0;
  return attempt && amountMinor > 0 ? requestRefund(bill, attempt, amountMinor, decider, true) : bill;
}

function applied(bill: Bill, act: Act, decider: Decider): Bill {
  switch (act.kind) {
    case 'attempt':
      return recordAttempt(bill, act.fact, act.route, decider.newId);
    case 'refund': {
      const attempt = bill.attempts.find(
        ({ providerPaymentId, providerAccountId }) =>
          providerPaymentId === act.fact.providerPaymentId && providerAccountId === act.providerAccountId,
      );
      return attempt ? recordRefund(bill, act.fact, attempt, decider.newId) : bill;
    }
    case 'cancel':
      return cancel(bill, act);
    case 'permit':
      return { ...bill, covers: [...bill.covers, act.cover] };
    case 'receive':
      return { ...bill, deposits: [...bill.deposits, act.deposit] };
    case 'rule':
      return withAttempt(bill, act.attemptId, { ruling: act.ruling, ruledBy: act.by });
    case 'ask_again':
      return askAgain(bill, act.attemptId, decider);
    case 'operation':
      return withOperation(bill, act);
    case 'review':
      return bill;
  }
}

/** When it happened by the clock of the one who told it: the ledger's effective time. */
function effectiveAt(act: Act, now: Date): Date {
  if (act.kind === 'attempt' || act.kind === 'refund') return act.fact.occurredAt;
  return act.kind === 'receive' ? act.deposit.receivedAt : now;
}

function causeOf(act: Act): string {
  if (act.kind === 'attempt' || act.kind === 'refund') return `${act.kind}_${act.fact.state}`;
  return act.kind === 'operation' ? `operation_${act.outcome.state}` : act.kind;
}

/**
 * Applies what happened, then derives what follows from all of it: a capture that is told together with its refund confirms
 * nothing. A refund whose payment is not on the bill changes nothing. Pure: the caller gives the clock and the ids.
 */
export function decideMoney(bill: Bill, acts: readonly Act[], decider: Decider): Decision {
  const told = acts.reduce((next, act) => applied(next, act, decider), bill);
  const settled = settleBill(told, decider);
  const cause = acts.map(causeOf).join(', ') || 'review';
  const times = acts.map((act) => effectiveAt(act, decider.now).getTime());
  const effective = times.length === 0 ? decider.now : new Date(Math.max(...times));
  const posting = postingFor(settled, decider.newId(), cause, effective);
  if (posting === null) return { bill: settled, postings: [] };
  return { bill: { ...settled, posted: postedWith(settled, posting) }, postings: [posting] };
}
