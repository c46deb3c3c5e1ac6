import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { AttemptState } from '@holdfast/contract/payment/payment.states';
import type { ProviderRefundState } from '@holdfast/contract/refund/provider-refund.states';
import type { Bill, BillBooking, MoneyRules, Rebooked } from '../../src/domain/money/bill.ts';
import { noSums } from '../../src/domain/money/bill-sums.ts';
import { type Act, decideMoney, type OperationOutcome } from '../../src/domain/money/decide-money.ts';
import type { AttemptFact, RefundFact } from '../../src/domain/money/facts.ts';

/** A bill of 800.00 in memory, and the things that providers and people may do to it, by short names. */

export const priceMinor = 80_000;
export const start = new Date('2026-03-02T09:00:00Z');
export const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);

export const rules: MoneyRules = {
  surplusGraceSeconds: 3_600,
  wrongMoneySeconds: 48 * 3_600,
  captureGraceSeconds: 600,
  operationSlaSeconds: 86_400,
};

export interface Setup {
  readonly booking?: BookingState;
  readonly keepIfLate?: boolean;
  readonly canBeRetaken?: boolean;
  readonly rebooked?: boolean;
  readonly priceMinor?: number;
  readonly unplaced?: boolean;
}

const bookingOf = (id: string, state: BookingState, setup: Setup): BillBooking => ({
  id,
  state,
  startsAt: at(86_400),
  keepIfLate: setup.keepIfLate ?? false,
  predecessorId: null,
  endedAt: null,
  endedBy: null,
  canBeRetaken: setup.canBeRetaken ?? false,
});

export function openBill(setup: Setup = {}): Bill {
  const amountMinor = setup.priceMinor ?? priceMinor;
  const rebooked: Rebooked = {
    booking: bookingOf('rebooked', 'held', setup),
    billId: 'other-bill',
    billVersion: 1,
    amountMinor,
  };
  const hasBooking = !setup.unplaced;
  return {
    id: 'bill',
    clinicId: 'clinic',
    version: 1,
    patientId: hasBooking ? 'patient' : null,
    currency: 'INR',
    mode: 'live',
    bookings: hasBooking ? [bookingOf('booking', setup.booking ?? 'awaiting_payment', setup)] : [],
    lines: hasBooking ? [{ id: 'line', bookingId: 'booking', kind: 'visit', amountMinor }] : [],
    covers: [],
    payments: [
      { id: 'payment', providerAccountId: 'account', askedMinor: amountMinor, state: 'pending' },
      { id: 'twin', providerAccountId: 'account', askedMinor: amountMinor, state: 'pending' },
      { id: 'test-payment', providerAccountId: 'test-account', askedMinor: amountMinor, state: 'pending' },
    ],
    attempts: [],
    refunds: [],
    requests: [],
    operations: [],
    deposits: [],
    items: [],
    posted: [],
    sums: noSums,
    rebooked: setup.rebooked ? rebooked : null,
    accounts: new Map([
      ['account', { mode: 'live', minRefundMinor: 100 }],
      ['test-account', { mode: 'test', minRefundMinor: 100 }],
    ]),
    reviewAt: null,
  };
}

/** One step of a history. Steps of ours keep their order among each other; facts arrive in any. */
export type Step =
  | { readonly kind: 'attempt'; readonly fact: AttemptFact; readonly payment: string }
  | { readonly kind: 'refund'; readonly fact: RefundFact; readonly ours: boolean }
  | { readonly kind: 'order'; readonly payment: string }
  | { readonly kind: 'own'; readonly name: string; readonly act: (bill: Bill) => Act | null };

interface Told {
  readonly amount?: number;
  readonly currency?: string;
  readonly fee?: number;
  readonly payment?: string;
  readonly after?: number;
}

export function attempt(providerPaymentId: string, state: AttemptState, told: Told = {}): Step {
  const { amount = priceMinor, currency = 'INR', fee = null, payment = 'payment', after = 10 } = told;
  return {
    kind: 'attempt',
    payment,
    fact: {
      kind: 'attempt',
      providerOrderId: 'order',
      providerPaymentId,
      state,
      amountMinor: amount,
      currency,
      method: 'card',
      feeMinor: fee,
      taxMinor: fee === null ? null : Math.floor(fee / 6),
      errorCode: state === 'failed' ? 'BAD_CARD' : null,
      errorReason: null,
      occurredAt: at(after),
    },
  };
}

const refundStep = (
  ours: boolean,
  providerRefundId: string,
  providerPaymentId: string,
  amountMinor: number,
  state: ProviderRefundState,
): Step => ({
  kind: 'refund',
  ours,
  fact: {
    kind: 'refund',
    providerRefundId,
    providerPaymentId,
    state,
    amountMinor,
    currency: 'INR',
    refundId: null,
    bankReference: null,
    occurredAt: at(500),
  },
});

/** Made at the provider, by its rules or by a person there. */
export const refundThere = (
  refundId: string,
  paymentId: string,
  amountMinor: number,
  state: ProviderRefundState = 'processed',
): Step => refundStep(false, refundId, paymentId, amountMinor, state);

/** Carries out our first request for the payment. */
export const refundOurs = (
  refundId: string,
  paymentId: string,
  amountMinor: number,
  state: ProviderRefundState = 'processed',
): Step => refundStep(true, refundId, paymentId, amountMinor, state);

export const own = (name: string, act: (bill: Bill) => Act | null): Step => ({ kind: 'own', name, act });

export const cancelled = own('the desk cancels', () => ({
  kind: 'cancel',
  bookingId: 'booking',
  by: 'desk',
  at: at(300),
}));

/** What comes of our call for the latest request about payment A. */
export const answered = (outcome: OperationOutcome): Step =>
  own(`the refund is ${outcome.state}`, ({ operations, requests, attempts }) => {
    const paid = attempts.find(({ providerPaymentId }) => providerPaymentId === 'A');
    const request = requests.findLast(({ attemptId }) => attemptId === paid?.id);
    const operation = operations.find(({ subjectId }) => subjectId === request?.id);
    return operation ? { kind: 'operation', operationId: operation.id, outcome } : null;
  });

export interface Replay {
  readonly bill: Bill;
  /** Facts that never found their order or payment. */
  readonly waiting: readonly Step[];
  /** False when we would have done something that there was no reason for yet. */
  readonly isPossible: boolean;
}

function actOf(bill: Bill, step: Step, known: ReadonlySet<string>): Act | null {
  if (step.kind === 'own') return step.act(bill);
  if (step.kind === 'order') return null;
  if (step.kind === 'attempt') {
    const providerAccountId =
      bill.payments.find(({ id }) => id === step.payment)?.providerAccountId ?? 'account';
    return known.has(step.payment)
      ? { kind: 'attempt', fact: step.fact, route: { paymentId: step.payment, providerAccountId } }
      : null;
  }
  const paid = bill.attempts.find(
    ({ providerPaymentId }) => providerPaymentId === step.fact.providerPaymentId,
  );
  if (!paid) return null;
  const sent = new Set(bill.operations.filter(({ tries }) => tries > 0).map(({ subjectId }) => subjectId));
  const request = bill.requests.find(({ id, attemptId }) => attemptId === paid.id && sent.has(id));
  if (step.ours && !request) return null;
  return {
    kind: 'refund',
    providerAccountId: paid.providerAccountId,
    fact: { ...step.fact, refundId: step.ours ? (request?.id ?? null) : null },
  };
}

function countingIds(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count}`;
  };
}

/** Plays steps in the given order. A fact without its order or payment waits in the inbox, as a stored webhook does. */
export function replay(setup: Setup, steps: readonly Step[], now = at(1_000)): Replay {
  const newId = countingIds('id');
  let bill = openBill(setup);
  const learnt = steps.filter((step) => step.kind === 'order').map(({ payment }) => payment);
  const known = new Set(bill.payments.map(({ id }) => id).filter((id) => !learnt.includes(id)));
  let waiting: Step[] = [];
  let isPossible = true;
  for (const step of steps) {
    if (step.kind === 'order') known.add(step.payment);
    let queue = [...waiting, step];
    for (let moved = true; moved; ) {
      const before = queue.length;
      const left: Step[] = [];
      for (const one of queue) {
        const act = actOf(bill, one, known);
        if (act === null) left.push(one);
        else bill = decideMoney(bill, [act], { now, rules, newId }).bill;
      }
      queue = left;
      moved = queue.length > 0 && queue.length < before;
    }
    isPossible &&= queue.every(({ kind }) => kind !== 'own');
    waiting = queue.filter(({ kind }) => kind === 'attempt' || kind === 'refund');
  }
  return { bill, waiting, isPossible };
}

/** Lets time pass, and our own loops do what is due. */
export function later(bill: Bill, seconds: number): Bill {
  const newId = countingIds('late');
  return decideMoney(bill, [{ kind: 'review' }], { now: at(seconds), rules, newId }).bill;
}
