import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelAtDesk } from '../provider/sandbox-rig.ts';
import { createSequenceRig, type SequenceRig } from './sequence-rig.ts';

/** Refusals, wrong amounts, authorizations that are let go, and what is told late or in another order. Price 800.00. */

let world: SequenceRig;
beforeAll(async () => {
  world = await createSequenceRig();
});
afterAll(() => world.close());

const price = 80_000;
const minor = (amountMinor: number) => ({ amountMinor, currency: 'INR' });
const makeDue = () =>
  world.rig.rows(
    'update operations set next_at = app_now(), leased_until = null where next_at is not null returning 1',
  );

describe('3. the provider refuses the submission of a refund', () => {
  test('for now: it is asked again, and the patient is told of it once', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    await cancelAtDesk(world, held);
    world.razorpay.misbehave({ operation: 'create-refund', kind: 'refuse' });
    await world.work();
    expect((await world.page(held)).money).toMatchObject({ state: 'refunding', refunding: minor(price) });
    await makeDue();
    await world.work();
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(held)).money).toMatchObject({ state: 'refunded', refunded: minor(price) });
    expect(await world.told(held)).toEqual([`refund_requested ${price}`, `refund_processed ${price}`]);
  });

  test('because its balance is short: it waits under its clock, and is shown to a person after a day', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    const balance = world.razorpay.balance();
    world.razorpay.adjustBalance(-balance);
    await cancelAtDesk(world, held);
    await world.work();
    expect((await world.stateOf(held)).refunds).toEqual(['clinic_cancelled requested']);
    expect(await world.itemsOf(held)).toEqual([]);
    await world.later(25);
    await world.work();
    expect(await world.itemsOf(held)).toEqual(['operation_overdue']);
    world.razorpay.adjustBalance(balance);
    await makeDue();
    await world.work();
    expect((await world.stateOf(held)).refunds).toEqual(['clinic_cancelled submitted']);
    expect(await world.itemsOf(held)).toEqual([]);
  });
});

describe('4. another amount or currency arrives than was asked for', () => {
  test('700 for 800 is told as 700 that do not count, and the right amount can still be paid', async () => {
    const held = await world.newHold();
    const wrong = world.pay(held, { outcome: 'captured', amount: 70_000 });
    await world.deliverOf(wrong);
    expect(await world.page(held)).toMatchObject({
      state: 'awaiting_payment',
      money: { state: 'wrong_amount', paid: minor(0), wrong: minor(70_000) },
      may: { pay: { allowed: true } },
    });
    const right = world.pay(held, { outcome: 'second-capture' });
    await world.deliverOf(right);
    expect(await world.page(held)).toMatchObject({
      state: 'confirmed',
      money: { state: 'paid', paid: minor(price), wrong: minor(70_000) },
    });
  });

  test('dollars are told as dollars', async () => {
    const held = await world.newHold();
    await world.deliverOf(world.pay(held, { outcome: 'captured', currency: 'USD' }));
    expect((await world.page(held)).money).toMatchObject({
      state: 'wrong_amount',
      wrong: { amountMinor: price, currency: 'USD' },
    });
  });

  test('it goes back by itself after two days, and not before', async () => {
    const held = await world.newHold();
    const wrong = world.pay(held, { outcome: 'captured', amount: 70_000 });
    await world.deliverOf(wrong);
    await world.later(47);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[wrong]).toBeUndefined();
    await world.later(2);
    await world.work();
    expect(world.razorpay.ledger().totals.refundsPerPayment[wrong]).toEqual({ count: 1, amount: 70_000 });
    world.razorpay.advance();
    await world.deliverOf(wrong);
    expect(await world.itemsOf(held)).toEqual([]);
    expect(await world.page(held)).toMatchObject({
      state: 'expired',
      money: { state: 'nothing_taken', wrong: null },
    });
    await world.expectEqualBooks();
  });
});

describe('7. an authorization is let go by the provider', () => {
  test('the payer is free again, and can pay for the rest of the hold', async () => {
    const held = await world.newHold();
    const first = world.pay(held, { outcome: 'authorized' });
    await world.deliverOf(first);
    expect(await world.page(held)).toMatchObject({
      money: { state: 'authorized', held: minor(price) },
      may: { pay: { allowed: false } },
    });
    world.razorpay.movePayment(first, 'auto-refunded');
    await world.deliverOf(first);
    expect(await world.page(held)).toMatchObject({
      state: 'awaiting_payment',
      payment: { state: 'pending' },
      money: { state: 'unpaid', held: minor(0), refunded: minor(0) },
      may: { pay: { allowed: true } },
    });
    expect((await world.payment(held)).refunds).toEqual([]);
    await world.deliverOf(world.pay(held));
    expect(await world.page(held)).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
    await world.expectEqualBooks();
  });
});

describe('8. a try of another amount fails, and the same payment is captured with the right one', () => {
  test.each(['in order', 'capture first'] as const)('%s: it is good money', async (order) => {
    const held = await world.newHold();
    const paymentId = world.pay(held, { outcome: 'failed', amount: 70_000 });
    world.razorpay.movePayment(paymentId, 'captured', { amount: price });
    const events = world.razorpay.listEvents().filter(({ body }) => body.includes(paymentId));
    for (const { id, body, signature } of order === 'in order' ? events : events.toReversed()) {
      const headers = new Headers({ 'x-razorpay-signature': signature, 'x-razorpay-event-id': id });
      await world.rig.ingestEvent(Buffer.from(body), headers, id);
    }
    expect(await world.page(held)).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
    expect((await world.payment(held)).attempts).toMatchObject([{ quarantineReason: null }]);
    expect(await world.itemsOf(held)).toEqual([]);
  });
});

test('9. let go, its refund, and then captured: the refund that was told early counts', async () => {
  const held = await world.newHold();
  const paymentId = world.pay(held, { outcome: 'auto-refund' });
  await world.deliverOf(paymentId);
  world.razorpay.movePayment(paymentId, 'captured');
  await world.deliverOf(paymentId);
  const { money } = await world.page(held);
  expect(money.paid.amountMinor).toBe(0);
  await world.rig.worker.sweepAccounts();
  await world.work();
  await world.expectEqualBooks();
});

describe('13. what no webhook tells', () => {
  test('a payment on a twin order of ours is learnt by its receipt', async () => {
    const held = await world.newHold();
    const { payment } = world.razorpay.payTwin(world.orderOf(held));
    await world.rig.worker.sweepAccounts();
    expect(await world.page(held)).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
    expect((await world.payment(held)).attempts).toMatchObject([{ providerPaymentId: payment.id }]);
  });

  test('a webhook about a twin order is retried until the order is learnt', async () => {
    const held = await world.newHold();
    const { payment } = world.razorpay.payTwin(world.orderOf(held));
    await world.deliverOf(payment.id);
    expect((await world.page(held)).state).toBe('awaiting_payment');
    await world.rig.rows(`update payment_webhooks set next_try_at = app_now() where state = 'retrying'`);
    await world.rig.worker.retryEvents();
    expect((await world.page(held)).state).toBe('confirmed');
  });

  test('a refund made a week later is seen by the sweep', async () => {
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    await world.rig.worker.sweepAccounts();
    await world.later(24 * 7);
    await world.rig.worker.sweepAccounts();
    world.razorpay.refundFromDashboard(paymentId);
    await world.rig.worker.sweepAccounts();
    expect((await world.page(held)).money).toMatchObject({ state: 'not_paid' });
    await world.expectEqualBooks();
  });
});

describe('15. the fee is told after the capture', () => {
  test('it is posted then, and every balance is right', async () => {
    world.razorpay.setTerms({ feeToldAfterMs: 3_600_000 });
    const held = await world.newHold();
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    world.razorpay.setTerms({ feeToldAfterMs: null });
    world.razorpay.tellFee(paymentId);
    await world.rig.worker.sweepAccounts();
    await world.expectEqualBooks();
    const [fee] = await world.rig.rows(
      `select sum(e.amount_minor)::int > 0 as posted from ledger_entries e join ledger_postings p on p.id = e.posting_id
       where p.bill_id = $1 and e.account = 'provider_fees'`,
      [held.booking.billId],
    );
    expect(fee).toEqual({ posted: true });
  });
});

test('16. nothing is added to a posting of yesterday, by any role', async () => {
  const [posting] = await world.rig.rows<{ clinic: string; id: string; owner: string }>(
    `select p.clinic_id as clinic, p.id, e.owner_id as owner from ledger_postings p
       join ledger_entries e on e.posting_id = p.id limit 1`,
  );
  for (const role of ['ingest', 'worker'] as const) {
    const client = await world.rig.database.pools[role].connect();
    try {
      await client.query(`begin; select set_config('app.system', 'system:webhook', true)`);
      const add = `insert into ledger_entries (clinic_id, posting_id, account, owner_id, amount_minor, currency)
        values ($1, $2, 'suspense', $3, 100, 'INR'), ($1, $2, 'suspense', $3, -100, 'INR')`;
      await expect(client.query(add, [posting?.clinic, posting?.id, posting?.owner])).rejects.toThrow(
        'an entry is written with its posting',
      );
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
});

test('17. an event that was ignored can be replayed, and is read as this release reads it', async () => {
  const held = await world.newHold();
  const paymentId = world.pay(held);
  await world.deliverOf(paymentId);
  world.razorpay.openDispute(paymentId);
  await world.deliverOf(paymentId);
  const operator = asUser(world.rig.clinics.operator);
  const { items } = await world.rig.useCases.ops.webhooks(operator, { state: 'ignored' });
  const [dispute] = items;
  if (!dispute) throw new Error('no event was ignored');
  const replay = { webhookId: dispute.id, reason: 'disputes are read now' };
  expect(await world.rig.useCases.ops.replayWebhook(operator, replay)).toMatchObject({ state: 'retrying' });
  await world.rig.worker.retryEvents();
  const { webhook } = await world.rig.useCases.ops.webhook(operator, { webhookId: dispute.id });
  expect(webhook).toMatchObject({ state: 'ignored', tries: 1 });
});

test('afterwards every invariant holds', () => world.expectBoardGreen());
