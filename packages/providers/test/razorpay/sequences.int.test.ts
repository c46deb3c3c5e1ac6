import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from './rig.ts';
import { otherKeys, startToldRig, type ToldRig } from './told-rig.ts';

// What goes on at the provider in each sequence of money that once went wrong, as an installation hears of it.

const hour = 3_600_000;
const day = 24 * hour;
let rig: ToldRig;
beforeEach(async () => {
  rig = await startToldRig();
});
afterEach(() => rig.close());

const captured = (amount = 80_000) => `attempt captured ${amount} INR`;
const authorized = (amount = 80_000) => `attempt authorized ${amount} INR`;
const refundOf = (providerPaymentId: string, amountMinor: number) => ({
  refundId: randomUUID(),
  providerRefundId: null,
  providerPaymentId,
  amountMinor,
  currency: 'INR',
});

async function paid(): Promise<string> {
  const { id } = rig.razorpay.pay(await rig.newOrder()).payment;
  await rig.razorpay.webhooksIdle();
  return id;
}

describe('two captures of one order', () => {
  test.each(['by_webhook', 'silently'] as const)(
    'the first is told last; the provider gives its second back %s',
    async (giveBackTold) => {
      const { razorpay } = rig;
      razorpay.setTerms({ secondCapture: 'given_back', giveBackAfterMs: hour, giveBackTold });
      const orderId = await rig.newOrder();
      razorpay.misbehave({ operation: 'webhook', kind: 'hold', times: 3, of: orderId });
      const first = razorpay.pay(orderId).payment.id;
      const second = razorpay.pay(orderId, { outcome: 'second-capture' }).payment.id;
      await razorpay.passTime(hour);
      const before = await rig.parsed();
      const heard = new Set(before.flatMap(({ facts }) => facts.map((fact) => fact.providerPaymentId)));
      expect([...heard]).toEqual([second]);
      const refunds = before.flatMap(({ facts }) => facts.filter(({ kind }) => kind === 'refund'));
      expect(refunds).toHaveLength(giveBackTold === 'silently' ? 0 : 2);
      razorpay.releaseHeldEvents();
      await razorpay.webhooksIdle();
      expect((await rig.parsed()).at(-1)?.facts[0]).toMatchObject({ providerPaymentId: first });
      expect(await rig.gateway.fetchRefunds(second)).toMatchObject([{ state: 'processed', refundId: null }]);
      expect(await rig.gateway.fetchRefunds(first)).toEqual([]);
      expect(razorpay.ledger().violations).toEqual([]);
    },
  );
});

describe('refunds made in the dashboard', () => {
  test('before ours goes out: ours for the whole is refused for ever, for the rest it is made', async () => {
    const id = await paid();
    rig.razorpay.refundFromDashboard(id, 30_000);
    expect(await failureOf(rig.gateway.submitRefund(refundOf(id, 80_000)))).toMatchObject({
      kind: 'rejected',
      refusal: 'forever',
    });
    expect(await rig.gateway.submitRefund(refundOf(id, 50_000))).toMatchObject({ state: 'submitted' });
    expect(await rig.gateway.fetchRefunds(id)).toHaveLength(2);
  });

  test('in two halves: each is a fact of its own, and neither has an id of ours', async () => {
    const id = await paid();
    for (const part of [40_000, 40_000]) rig.razorpay.refundFromDashboard(id, part);
    await rig.razorpay.passTime(hour);
    const refunds = (await rig.parsed()).flatMap(({ facts }) =>
      facts.filter(({ kind }) => kind === 'refund'),
    );
    expect(
      new Set(refunds.map((fact) => ('providerRefundId' in fact ? fact.providerRefundId : ''))),
    ).toHaveProperty('size', 2);
    expect(refunds.every((fact) => 'refundId' in fact && fact.refundId === null)).toBe(true);
  });

  test('of the same amount as ours: two refunds, and only one is ours', async () => {
    const id = await paid();
    const byHand = rig.razorpay.refundFromDashboard(id, 40_000);
    const ours = refundOf(id, 40_000);
    const made = await rig.gateway.submitRefund(ours);
    expect(made.providerRefundId).not.toBe(byHand.id);
    expect(await rig.gateway.findRefund(ours.refundId, id)).toEqual(made);
  });

  test('days later, without a webhook: the sweep of the day finds it by its own date', async () => {
    const id = await paid();
    await rig.razorpay.passTime(7 * day);
    const to = new Date(rig.razorpay.clock.nowMs() + 1000);
    rig.razorpay.switchWebhooks('off');
    rig.razorpay.refundFromDashboard(id);
    const told = await rig.told();
    const swept = await rig.gateway.listRefunds({ from: new Date(to.getTime() - day), to });
    expect(swept).toMatchObject([{ providerPaymentId: id, amountMinor: 80_000 }]);
    expect(await rig.told()).toEqual(told);
  });

  test('one 400 and one empty balance: nothing was done, and asked again it is done', async () => {
    const id = await paid();
    const ours = refundOf(id, 80_000);
    rig.razorpay.misbehave({ operation: 'create-refund', kind: 'refuse' });
    expect(await failureOf(rig.gateway.submitRefund(ours))).toMatchObject({ refusal: 'for_now' });
    rig.razorpay.adjustBalance(-rig.razorpay.balance());
    expect(await failureOf(rig.gateway.submitRefund(ours))).toMatchObject({ refusal: 'for_now' });
    rig.razorpay.adjustBalance(80_000);
    expect(await rig.gateway.submitRefund(ours)).toMatchObject({ refundId: ours.refundId });
  });
});

describe('one payment id', () => {
  test.each([
    ['less', { outcome: 'wrong-amount', amount: 70_000 }, 'attempt captured 70000 INR'],
    ['another currency', { outcome: 'wrong-currency' }, 'attempt captured 80000 USD'],
  ] as const)('is captured with %s than was asked for', async (_name, input, fact) => {
    rig.razorpay.pay(await rig.newOrder(), input);
    expect(await rig.told()).toContain(fact);
  });

  test('is authorized and let go: the payer may pay the same order again', async () => {
    const orderId = await rig.newOrder();
    rig.razorpay.pay(orderId, { outcome: 'authorized' });
    await rig.razorpay.passTime(5 * day);
    expect((await rig.told()).slice(0, 2)).toEqual([authorized(), 'attempt voided 80000 INR']);
    expect(rig.razorpay.pay(orderId).payment.status).toBe('captured');
  });

  test('fails with another amount, then is captured with the right one', async () => {
    const { id } = rig.razorpay.pay(await rig.newOrder(), { outcome: 'failed', amount: 70_000 }).payment;
    rig.razorpay.movePayment(id, 'captured', { amount: 80_000 });
    await rig.razorpay.webhooksIdle();
    expect(await rig.told()).toEqual(['attempt failed 70000 INR', authorized(), captured(), captured()]);
  });

  test('is voided, refunded and captured, told in this order', async () => {
    const { id } = rig.razorpay.pay(await rig.newOrder(), { outcome: 'auto-refund' }).payment;
    rig.razorpay.movePayment(id, 'captured');
    await rig.razorpay.webhooksIdle();
    const told = await rig.told();
    expect([told.indexOf('attempt voided 80000 INR'), told.lastIndexOf(captured())]).toEqual([
      1,
      told.length - 1,
    ]);
    expect(await rig.gateway.fetchAttempt(id)).toMatchObject({ state: 'captured' });
    expect(await rig.gateway.fetchRefunds(id)).toMatchObject([{ state: 'processed', amountMinor: 80_000 }]);
  });

  test('is captured without a fee, which a later look knows', async () => {
    rig.razorpay.setTerms({ feeToldAfterMs: day });
    const id = await paid();
    const facts = (await rig.parsed()).flatMap((event) => event.facts);
    expect(facts.every((fact) => 'feeMinor' in fact && fact.feeMinor === null)).toBe(true);
    await rig.razorpay.passTime(day);
    expect(await rig.gateway.fetchAttempt(id)).toMatchObject({ feeMinor: 1_888, taxMinor: 288 });
  });
});

describe('another account', () => {
  test.each([
    ['a new account', { ...otherKeys, accountId: 'acc_Another' }, 'other_account'],
    ['the other mode with the same webhook secret', otherKeys, null],
  ])(
    '%s: its order does not exist for our keys, and its events say what they can',
    async (_name, keys, reason) => {
      const other = rig.razorpay.openAccount({ ...keys, webhookUrl: rig.receiver.url });
      const { order } = other.payByLink({ amount: 80_000, currency: 'INR' });
      await other.webhooksIdle();
      const [first] = await rig.parsed();
      expect(first).toMatchObject({ accountId: keys.accountId, ignoredReason: reason });
      expect(await failureOf(rig.gateway.fetchAttempts(order.id))).toMatchObject({ kind: 'rejected' });
      const theirs = rig.gatewayFor(other);
      expect([theirs.mode, rig.gateway.mode]).toEqual(['live', 'test']);
      expect(await theirs.fetchAttempts(order.id)).toMatchObject([{ state: 'captured' }]);
    },
  );
});

describe('orders', () => {
  test.each([0, 50])('of %i are refused for ever: too little', async (amountMinor) => {
    const refused = rig.gateway.createOrder({ receipt: 'r', amountMinor, currency: 'INR', notes: {} });
    expect(await failureOf(refused)).toMatchObject({ kind: 'rejected', refusal: 'forever' });
  });

  test('a twin of ours is paid: its event carries our receipt under an id that we never stored', async () => {
    const receipt = randomUUID();
    const { order } = rig.razorpay.payTwin(await rig.newOrder(receipt));
    await rig.razorpay.webhooksIdle();
    const named = (await rig.parsed()).flatMap(({ orders }) => orders);
    expect(named).toEqual([{ providerOrderId: order.id, receipt }]);
    expect(await rig.gateway.fetchOrder(order.id)).toMatchObject({ receipt });
  });

  test('a slow creation is answered after the caller has gone, and the order is there', async () => {
    rig.razorpay.misbehave({ operation: 'create-order', kind: 'timeout-after' });
    expect(await failureOf(rig.newOrder('slow'))).toMatchObject({ kind: 'unknown', refusal: null });
    expect(await rig.gateway.findOrderByReceipt('slow')).toMatchObject({ state: 'created' });
  });

  test('late money: the tab was closed, the capture comes twenty minutes later', async () => {
    rig.razorpay.pay(await rig.newOrder(), { outcome: 'late', afterMs: 20 * 60_000 });
    expect(await rig.told()).toEqual(['attempt failed 80000 INR']);
    await rig.razorpay.passTime(20 * 60_000);
    expect(await rig.told()).toContain(captured());
  });
});

describe('events', () => {
  test('of a dispute are kept, not read', async () => {
    rig.razorpay.openDispute(await paid());
    await rig.razorpay.webhooksIdle();
    expect((await rig.parsed()).at(-1)).toMatchObject({
      eventType: 'payment.dispute.created',
      facts: [],
      ignoredReason: 'not_read_yet',
    });
  });

  test('an old signed body comes under the id of the next event, then the true one', async () => {
    const orderId = await rig.newOrder();
    const { id } = rig.razorpay.pay(orderId, { outcome: 'failed' }).payment;
    await rig.razorpay.webhooksIdle();
    rig.razorpay.misbehave({
      operation: 'webhook',
      kind: 'old-body',
      event: 'payment.captured',
      of: orderId,
    });
    rig.razorpay.movePayment(id, 'captured');
    await rig.razorpay.webhooksIdle();
    const [old, genuine] = (await rig.parsed()).slice(-3);
    expect(old?.eventId).toBe(genuine?.eventId);
    expect([old?.eventType, genuine?.eventType]).toEqual(['payment.authorized', 'payment.captured']);
  });

  test('of ten days are dropped: the lists tell what the webhooks would have told', async () => {
    const from = new Date(rig.razorpay.clock.nowMs());
    rig.razorpay.switchWebhooks('off');
    const ids: string[] = [];
    for (let days = 0; days < 10; days += 1) {
      ids.push(rig.razorpay.pay(await rig.newOrder(randomUUID())).payment.id);
      rig.razorpay.refundFromDashboard(ids.at(-1) ?? '', 10_000);
      await rig.razorpay.passTime(day);
    }
    const interval = { from, to: new Date(rig.razorpay.clock.nowMs()) };
    const attempts = await rig.gateway.listAttempts(interval);
    const refunds = await rig.gateway.listRefunds(interval);
    expect(await rig.told()).toEqual([]);
    const books = Object.fromEntries(
      attempts.map(({ providerPaymentId: id, amountMinor: gross, feeMinor }) => {
        const refunded = refunds
          .filter((one) => one.providerPaymentId === id)
          .reduce((sum, one) => sum + one.amountMinor, 0);
        const fee = feeMinor ?? 0;
        return [id, { gross, fee, refunded, net: gross - fee - refunded }];
      }),
    );
    expect(Object.keys(books).toSorted()).toEqual(ids.toSorted());
    expect(rig.razorpay.differencesFrom(books)).toEqual([]);
  });
});
