import type { Held } from '@holdfast/testkit/booking-steps';
import type { SequenceRig } from './sequence-rig.ts';

/** What happens at the provider in a model run: by payers, by people in its dashboard, by its own rules. */

export interface Act {
  readonly kind: string;
  readonly visit: number;
  /** Which of the things that could be meant. */
  readonly pick: number;
}

export interface Model {
  readonly visits: readonly Held[];
  /** Payments at the provider, by visit. */
  readonly payments: Map<Held, string[]>;
  /** How often each kind of act went through, over all runs. */
  readonly done: Record<string, number>;
}

export const newModel = (visits: readonly Held[], done: Record<string, number>): Model => ({
  visits,
  payments: new Map(visits.map((held) => [held, []])),
  done,
});

const outcomes = [
  'success',
  'authorized',
  'failed',
  'late',
  'failed-then-captured',
  'second-capture',
  'wrong-amount',
  'auto-refund',
  'pending',
] as const;
const moves = ['authorized', 'captured', 'failed', 'auto-refunded'] as const;
const trouble = [
  { operation: 'create-refund', kind: 'error-500-after' },
  { operation: 'create-refund', kind: 'timeout-before' },
  { operation: 'create-refund', kind: 'refuse' },
  { operation: 'capture-payment', kind: 'error-500-after' },
  { operation: 'capture-payment', kind: 'timeout-before' },
  { operation: 'fetch-payment', kind: 'html-502' },
  { operation: 'fetch-payment-refunds', kind: 'rate-limit' },
  { operation: 'list-payments', kind: 'error-500-before' },
] as const;

const pickOf = <T>(all: readonly T[], pick: number): T => {
  const one = all[pick % all.length];
  if (one === undefined) throw new Error('there is nothing to pick from');
  return one;
};

export function acts({ razorpay, orderOf }: SequenceRig, model: Model, held: Held, act: Act): void {
  const mine = model.payments.get(held) ?? [];
  const { pick } = act;
  if (act.kind === 'pay') {
    const outcome = pickOf(outcomes, pick);
    mine.push(razorpay.pay(orderOf(held), { outcome, afterMs: 1_000 }).payment.id);
  } else if (act.kind === 'payTwin') mine.push(razorpay.payTwin(orderOf(held)).payment.id);
  else if (act.kind === 'move') razorpay.movePayment(pickOf(mine, pick), pickOf(moves, pick));
  else if (act.kind === 'refund') {
    const amount = pickOf([undefined, 10_000, 40_000, 79_900], pick);
    razorpay.refundFromDashboard(pickOf(mine, pick), amount);
  } else if (act.kind === 'settle') {
    const open = razorpay.ledger().refunds.filter(({ entity }) => mine.includes(entity.payment_id));
    razorpay.settleRefund(pickOf(open, pick).entity.id, pick % 3 === 0 ? 'failed' : 'processed');
  } else if (act.kind === 'tellFee') razorpay.tellFee(pickOf(mine, pick));
  else razorpay.misbehave(pickOf(trouble, pick));
}
