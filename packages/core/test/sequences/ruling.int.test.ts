import type { PaymentRuling } from '@holdfast/contract/payment/payment.procedures';
import type { Held } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomesOf, refusalOf } from '../outcomes.ts';
import { cancelAtDesk } from '../provider/sandbox-rig.ts';
import { createSequenceRig, type SequenceRig } from './sequence-rig.ts';

/** What a person decides about money that no rule places. Price 800.00. */

let world: SequenceRig;
beforeAll(async () => {
  world = await createSequenceRig();
});
afterAll(() => world.close());

const price = 80_000;
const admin = () => world.rig.clinics.asha.staff.admin;

const rule = (held: Held, providerPaymentId: string, ruling: PaymentRuling, userId: string = admin()) =>
  world.rig.useCases.payments.rule(asUser(userId), {
    paymentId: held.booking.payment.paymentId,
    providerPaymentId,
    ruling,
    reason: 'the payer called',
  });

async function wrongMoney(amount = 90_000): Promise<{ held: Held; paymentId: string }> {
  const held = await world.newHold();
  const paymentId = world.pay(held, { outcome: 'captured', amount });
  await world.deliverOf(paymentId);
  return { held, paymentId };
}

/** Returned by the bank after it was processed: our request ends as failed. */
async function refusedRefund(): Promise<{ held: Held; paymentId: string }> {
  const held = await world.newHold();
  const paymentId = world.pay(held);
  await world.deliverOf(paymentId);
  await cancelAtDesk(world, held);
  await world.work();
  const [refund] = world.razorpay.ledger().refunds.filter(({ entity }) => entity.payment_id === paymentId);
  world.razorpay.settleRefund(refund?.entity.id ?? '', 'failed');
  await world.deliverOf(paymentId);
  return { held, paymentId };
}

describe('wrong money', () => {
  test('that is placed pays for the visit, and what is too much goes back', async () => {
    const { held, paymentId } = await wrongMoney();
    expect((await world.page(held)).state).toBe('awaiting_payment');
    expect(await rule(held, paymentId, 'place')).toMatchObject({ attempts: [{ quarantineReason: null }] });
    expect(await world.page(held)).toMatchObject({
      state: 'confirmed',
      money: { paid: { amountMinor: price } },
    });
    expect(await world.itemsOf(held)).toEqual(['surplus']);
    await world.later(2);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({ count: 1, amount: 10_000 });
    await world.expectEqualBooks();
  });

  test('that is returned goes back at once', async () => {
    const { held, paymentId } = await wrongMoney(70_000);
    await rule(held, paymentId, 'return');
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({ count: 1, amount: 70_000 });
    const [row] = await world.rig.rows(
      'select ruling, ruled_by from payment_attempts where provider_payment_id = $1',
      [paymentId],
    );
    expect(row).toEqual({ ruling: 'return', ruled_by: admin() });
  });

  test('is decided once: the second decision finds nothing to decide', async () => {
    const { held, paymentId } = await wrongMoney();
    await rule(held, paymentId, 'place');
    expect(await refusalOf(rule(held, paymentId, 'return'))).toBe('STATE_CONFLICT');
  });

  test('is decided by an admin or by billing of its clinic alone, with an audit row that names the reason', async () => {
    const { held, paymentId } = await wrongMoney();
    const { asha, alameda, patient } = world.rig.clinics;
    expect(await refusalOf(rule(held, paymentId, 'place', asha.staff.receptionist))).toBe('FORBIDDEN');
    expect(await refusalOf(rule(held, paymentId, 'place', patient.userId))).toBe('NOT_FOUND');
    expect(await refusalOf(rule(held, paymentId, 'place', alameda.staff.admin))).toBe('NOT_FOUND');
    await rule(held, paymentId, 'place');
    const audits = await world.rig.rows(
      'select actor, action, reason from audit_log where subject_id = $1 and action = $2',
      [held.booking.payment.paymentId, 'payments.rule'],
    );
    expect(audits).toEqual([
      { actor: `user:${admin()}`, action: 'payments.rule', reason: 'the payer called' },
    ]);
  });
});

describe('a refund that was refused', () => {
  test('is asked for again as a new request, and goes through', async () => {
    const { held, paymentId } = await refusedRefund();
    expect(await world.itemsOf(held)).toEqual(['refund_refused']);
    await rule(held, paymentId, 'ask_again');
    expect(await world.itemsOf(held)).toEqual([]);
    await world.work();
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.stateOf(held)).refunds).toEqual([
      'clinic_cancelled failed',
      'clinic_cancelled processed',
    ]);
    await world.expectEqualBooks();
  });

  test('asked for again by two at once is asked for once', async () => {
    const { held, paymentId } = await refusedRefund();
    const { won, refused, broken } = await outcomesOf<unknown>([
      rule(held, paymentId, 'ask_again'),
      rule(held, paymentId, 'ask_again'),
    ]);
    expect([won.length, refused.map(({ code }) => code), broken]).toEqual([1, ['STATE_CONFLICT'], []]);
    await world.work();
    expect(world.razorpay.ledger().violations).toEqual([]);
  });

  test('was not refused: there is nothing to ask for again', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    expect(await refusalOf(rule(held, paymentId, 'ask_again'))).toBe('STATE_CONFLICT');
    expect(await refusalOf(rule(held, paymentId, 'return'))).toBe('STATE_CONFLICT');
    expect(await refusalOf(rule(held, 'pay_NobodysPayment1', 'return'))).toBe('NOT_FOUND');
  });
});

describe('money of our account that belongs to no order of ours', () => {
  const unknownItems = async () => {
    const { items } = await world.rig.useCases.ops.stuck(asUser(world.rig.clinics.operator), { limit: 100 });
    return items.filter(({ kind }) => kind === 'unknown_money');
  };
  beforeAll(() =>
    world.rig.rows('update provider_accounts set books_clinic_id = $1 where id = $2', [
      world.rig.clinics.asha.id,
      world.rig.gateway.providerAccountId,
    ]),
  );

  const retryAll = async () => {
    await world.rig.rows(`update payment_webhooks set next_try_at = app_now() where state = 'retrying'`);
    await world.rig.worker.retryEvents();
  };

  test('lies in suspense with an item, once, however often it is told', async () => {
    const { payment } = world.razorpay.payByLink({ amount: 12_300, currency: 'INR' });
    await world.deliverOf(payment.id);
    await retryAll();
    await Promise.all([world.rig.worker.sweepAccounts(), world.rig.worker.sweepAccounts()]);
    // The authorization of it was told before there was a place for it.
    await retryAll();
    expect(await unknownItems()).toMatchObject([
      { bookingId: null, amount: { amountMinor: 12_300, currency: 'INR' } },
    ]);
    const states = await world.rig.rows(
      `select distinct state from payment_webhooks where state in ('retrying', 'dead')`,
    );
    expect(states).toEqual([]);
    await world.expectEqualBooks();
    world.razorpay.refundFromDashboard(payment.id);
    await world.rig.worker.sweepAccounts();
    expect(await unknownItems()).toEqual([]);
  });

  test('is not opened for an authorization that is never captured', async () => {
    world.razorpay.payWithoutOrder({ amount: 5_000, currency: 'INR' });
    await world.rig.worker.sweepAccounts();
    expect(await unknownItems()).toEqual([]);
  });
});

test('afterwards every invariant holds', () => world.expectBoardGreen());
