import { describe, expect, test } from 'vitest';
import { createSandbox } from '../create-sandbox.ts';
import { newOrder } from '../testing/new-order.ts';
import type { PaymentMove } from './dashboard.ts';
import type { DisputeOutcome } from './entities.ts';
import { type PayInput, payOutcomes } from './pay-order.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';
import { Refusal } from './refusal.ts';

type Pick = (below: number) => number;

/** A small generator, so that a failing run can be repeated by its seed. */
function picker(seed: number): Pick {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const oneOf = <Item>(pick: Pick, items: readonly Item[]): Item | undefined => items[pick(items.length)];
const moves: readonly PaymentMove[] = ['authorized', 'captured', 'failed', 'auto-refunded'];
const outcomes: readonly DisputeOutcome[] = ['won', 'lost', 'under_review', 'closed'];

function acts(razorpay: RazorpaySandbox, pick: Pick): (() => unknown)[] {
  const { book } = razorpay;
  const orderId = oneOf(pick, [...book.orders.keys()]) ?? newOrder(razorpay);
  const paymentId = oneOf(pick, [...book.payments.keys()]) ?? '';
  const refundId = oneOf(pick, [...book.refunds.keys()]) ?? '';
  const disputeId = oneOf(pick, [...book.disputes.keys()]) ?? '';
  const amount = 100 * (1 + pick(900));
  const input: PayInput = {
    outcome: oneOf(pick, payOutcomes) ?? 'success',
    afterMs: pick(3) * 3_600_000,
    ...(pick(4) === 0 ? { amount } : {}),
  };
  return [
    () => newOrder(razorpay),
    () => razorpay.pay(orderId, input),
    () => razorpay.pay(orderId, input),
    () => razorpay.payTwin(orderId, input),
    () => razorpay.payByLink({ amount, currency: 'INR' }),
    () => razorpay.payWithoutOrder({ amount, currency: 'INR' }),
    () => razorpay.movePayment(paymentId, oneOf(pick, moves) ?? 'captured'),
    () => razorpay.refundFromDashboard(paymentId, pick(2) === 0 ? undefined : amount),
    () => razorpay.refundFromDashboard(paymentId, amount),
    () => razorpay.settleRefund(refundId, pick(2) === 0 ? 'processed' : 'failed'),
    () => razorpay.tellFee(paymentId, pick(2) === 0 ? undefined : { fee: amount, tax: 0 }),
    () => razorpay.openDispute(paymentId, amount),
    () => razorpay.settleDispute(disputeId, oneOf(pick, outcomes) ?? 'won'),
    () => razorpay.adjustBalance(amount - 50_000),
    () =>
      razorpay.setTerms({ secondCapture: pick(2) === 0 ? 'kept' : 'given_back', feeBasisPoints: pick(500) }),
    () => razorpay.setTerms({ feeToldAfterMs: pick(2) === 0 ? null : 7_200_000 }),
    () => razorpay.passTime(pick(48) * 3_600_000),
  ];
}

/** A refusal is an answer like another; anything else is a fault of the stand-in. */
async function perform(act: () => unknown): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

describe('whatever happens at the bank', () => {
  test.each([1, 2, 3, 4, 5, 6])(
    'every figure adds up and every failure is a refusal, seed %i',
    async (seed) => {
      const sandbox = await createSandbox({ refundAfterMs: 3_600_000, startBalanceMinor: 100_000 });
      const { razorpay } = sandbox;
      const pick = picker(seed);
      let done = 0;
      for (let step = 0; step < 400; step += 1) {
        const act = oneOf(pick, acts(razorpay, pick));
        if (act !== undefined && (await perform(act))) done += 1;
      }
      await razorpay.passTime(10 * 86_400_000);
      const { movements, payments, refunds, violations, balances } = razorpay.ledger();
      expect(done).toBeGreaterThan(150);
      expect(violations.filter((line) => !line.includes('keeps') && !line.includes('has'))).toEqual([]);
      for (const { gross, fee, net } of movements) expect(net).toBe(gross - fee);
      for (const [currency, balance] of Object.entries(balances)) {
        const moved = movements.filter((one) => one.currency === currency);
        expect(balance).toBe(moved.reduce((sum, one) => sum + one.net, 100_000));
      }
      for (const { entity } of payments) {
        const parts = refunds.filter(
          (one) => one.entity.payment_id === entity.id && one.entity.status !== 'failed',
        );
        expect(parts.reduce((sum, one) => sum + one.entity.amount, 0)).toBe(entity.amount_refunded);
        expect(entity.amount_refunded).toBeLessThanOrEqual(entity.amount);
      }
      await sandbox.close();
    },
  );
});
