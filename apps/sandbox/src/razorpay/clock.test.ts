import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { newOrder, paid } from '../testing/new-order.ts';
import { startWebhookReceiver } from '../testing/webhook-receiver.ts';
import { createClock } from './clock.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('the clock', () => {
  test('rings what is due in order, each alarm at its own instant, those set on the way too', async () => {
    const clock = createClock();
    const start = clock.nowMs();
    const rung: [string, number][] = [];
    const note = (name: string) => () => {
      rung.push([name, Math.round((clock.nowMs() - start) / hour)]);
    };
    clock.at(start + 3 * hour, note('third'));
    clock.at(start + hour, () => {
      note('first')();
      clock.at(start + 2 * hour, note('set on the way'));
    });
    const cancel = clock.at(start + hour, note('cancelled'));
    clock.at(start + 90 * day, note('much later'));
    cancel();
    await clock.advance(4 * hour, async () => undefined);
    expect(rung).toEqual([
      ['first', 1],
      ['set on the way', 2],
      ['third', 3],
    ]);
    expect(clock.nowMs() - start).toBeGreaterThanOrEqual(4 * hour);
    await clock.advance(90 * day, async () => undefined);
    expect(rung.at(-1)).toEqual(['much later', 90 * 24]);
  });

  test('also runs by itself, and a wait ends early with its signal', async () => {
    const clock = createClock();
    await clock.wait(5, new AbortController().signal);
    const leaving = new AbortController();
    const waited = clock.wait(day, leaving.signal);
    leaving.abort();
    await waited;
  });
});

describe("the provider's dates", () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox({ refundAfterMs: 2 * day, lateAfterMs: 20_000 });
  });
  afterEach(() => sandbox.close());

  test('created_at, events and history are read off the clock', async () => {
    const { razorpay } = sandbox;
    const before = razorpay.book.order(newOrder(razorpay)).entity.created_at;
    const now = await razorpay.passTime(10 * day);
    const orderId = newOrder(razorpay);
    const { payment } = razorpay.pay(orderId);
    const refund = razorpay.refundFromDashboard(payment.id);
    const { entity } = razorpay.book.order(orderId);
    for (const { created_at: at } of [entity, payment, refund])
      expect(at - before).toBeGreaterThanOrEqual((10 * day) / 1000);
    const [event] = razorpay.listEvents();
    expect(Date.parse(event?.createdAt ?? '')).toBeGreaterThanOrEqual(now.getTime());
    expect(JSON.parse(event?.body ?? '').created_at).toBeGreaterThanOrEqual(entity.created_at);
  });

  test('a refund is processed when its time comes, not before', async () => {
    const { razorpay } = sandbox;
    const refund = razorpay.refundFromDashboard(paid(razorpay));
    await razorpay.passTime(day);
    expect(razorpay.book.refund(refund.id).entity.status).toBe('pending');
    await razorpay.passTime(day);
    expect(razorpay.book.refund(refund.id).entity.status).toBe('processed');
  });

  test('an authorization that nobody captures goes back after its period, told by webhook', async () => {
    const { razorpay } = sandbox;
    const { id } = razorpay.pay(newOrder(razorpay), { outcome: 'authorized' }).payment;
    const captured = razorpay.pay(newOrder(razorpay), { outcome: 'authorized' }).payment;
    razorpay.movePayment(captured.id, 'captured');
    await razorpay.passTime(5 * day - hour);
    expect(razorpay.book.payment(id).entity.status).toBe('authorized');
    await razorpay.passTime(hour);
    expect(razorpay.book.payment(id).entity).toMatchObject({ status: 'refunded', captured: false });
    expect(razorpay.book.payment(captured.id).entity.status).toBe('captured');
    expect(
      razorpay
        .listEvents()
        .slice(-2)
        .map(({ type }) => type),
    ).toEqual(['refund.created', 'refund.processed']);
    expect(razorpay.ledger()).toMatchObject({
      violations: [],
      totals: { moneyPerCurrency: { INR: { gross: 80_000 } } },
    });
  });

  test('money authorized after the automatic period waits for a capture by hand', async () => {
    const { razorpay } = sandbox;
    const soon = razorpay.pay(newOrder(razorpay), { outcome: 'late', afterMs: 60_000 }).payment;
    const late = razorpay.pay(newOrder(razorpay), { outcome: 'late', afterMs: hour }).payment;
    await razorpay.passTime(2 * hour);
    expect([soon, late].map(({ id }) => razorpay.book.payment(id).entity.status)).toEqual([
      'captured',
      'authorized',
    ]);
  });

  test('what was due on the way happened at its own time', async () => {
    const { razorpay } = sandbox;
    const orderId = newOrder(razorpay);
    const before = razorpay.clock.nowMs();
    razorpay.pay(orderId, { outcome: 'late', afterMs: 60_000 });
    await razorpay.passTime(10 * day);
    const [capture] = razorpay.ledger().captures;
    expect(Date.parse(capture?.at ?? '') - before).toBeLessThan(hour);
  });

  test('webhooks are retried on it: hours of a dead endpoint pass in one call', async () => {
    const receiver = await startWebhookReceiver();
    const { razorpay } = sandbox;
    razorpay.setWebhookUrl(receiver.url);
    receiver.answerWith(500, 500, 500, 500, 500, 500, 500, 500, 500, 500);
    razorpay.pay(newOrder(razorpay), { outcome: 'failed' });
    await razorpay.passTime(hour);
    expect(receiver.types()).toHaveLength(11);
    const [event] = razorpay.listEvents();
    expect(event?.state).toBe('delivered');
    const times = event?.tries.map(({ at }) => Date.parse(at)) ?? [];
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(100_000);
    await receiver.close();
  });
});
