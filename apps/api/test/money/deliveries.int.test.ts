import { listWebhooks } from '@holdfast/contract/ops/ops.procedures';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/http-client.ts';
import { signed } from '../webhooks/delivery.ts';
import { createMoneyRig, type MoneyRig, price, rupees, type SignedEvent, type Visit } from './money-rig.ts';
import { expectOutsidersLearnNothing } from './outsiders.ts';

/** Signed deliveries as a provider makes them: late, twice, in another order, about things that nobody here knows. Price 800.00. */

let world: MoneyRig;
beforeAll(async () => {
  world = await createMoneyRig();
});
afterAll(() => world.close());

const eventsOf = (...paymentIds: string[]): SignedEvent[] =>
  world.razorpay.listEvents().filter(({ body }) => paymentIds.some((id) => body.includes(id)));

/** What the pages and the operator's list answer, without what differs between any two visits. */
async function answersOf(visit: Visit) {
  const { patient, desk } = await world.page(visit);
  const { state, attempts, refunds } = await world.payment(visit);
  const permits = ({ may }: typeof patient) =>
    Object.entries(may).map(([action, { allowed, reason }]) => [action, allowed, reason]);
  return {
    booking: [patient.state, patient.cover, patient.payment.state],
    money: patient.money,
    may: { patient: permits(patient), desk: permits(desk) },
    payment: state,
    attempts: attempts.map((one) => [one.state, one.amount, one.quarantineReason].join()).sort(),
    refunds: refunds.map((one) => [one.reason, one.state, one.amount.amountMinor].join()).sort(),
    items: (await world.items(visit)).sort(),
  };
}

type History = (visit: Visit) => string[];

/** A first try of another amount fails, then the same payment is captured with the right one. */
const failedThenCaptured: History = (visit) => {
  const paymentId = world.pay(visit, { outcome: 'failed', amount: 70_000 });
  world.razorpay.movePayment(paymentId, 'captured', { amount: price });
  return [paymentId];
};

/** Two captures, of which the second goes back in two parts. */
const twoCaptures: History = (visit) => {
  const first = world.pay(visit);
  const second = world.pay(visit, { outcome: 'second-capture' });
  world.razorpay.refundFromDashboard(second, 30_000);
  world.razorpay.refundFromDashboard(second, 50_000);
  world.razorpay.advance();
  return [first, second];
};

const letGoAndPaid: History = (visit) => [world.pay(visit, { outcome: 'auto-refund' }), world.pay(visit)];

const wrongAmount: History = (visit) => [
  world.pay(visit, { outcome: 'captured', amount: 70_000 }),
  world.pay(visit, { outcome: 'second-capture' }),
];

describe('8. and 9. the same facts in any order, any number of times', () => {
  test.each([
    ['a failed try of another amount, then the capture', failedThenCaptured],
    ['two captures of which one goes back in parts', twoCaptures],
    ['let go, then paid', letGoAndPaid],
    ['a wrong amount beside the right one', wrongAmount],
  ])('%s: the pages answer the same', async (_what, history) => {
    const straight = await world.newVisit();
    for (const event of eventsOf(...history(straight)))
      expect((await world.deliver(event)).json).toEqual({ outcome: 'applied' });
    const expected = await answersOf(straight);

    const reversed = await world.newVisit();
    const events = eventsOf(...history(reversed)).toReversed();
    for (const event of events) expect((await world.deliver(event)).status).toBe(200);
    await world.work();
    expect(await answersOf(reversed)).toEqual(expected);

    const repeated = await Promise.all([...events, ...events].map((event) => world.deliver(event)));
    expect(repeated.map(({ status, json }) => `${status} ${json?.['outcome']}`)).toEqual(
      repeated.map(() => '200 duplicate'),
    );
    expect(await answersOf(reversed)).toEqual(expected);
  });

  test('all at once and twice each: the pages answer the same', async () => {
    const straight = await world.newVisit();
    for (const event of eventsOf(...twoCaptures(straight))) await world.deliver(event);
    const stormed = await world.newVisit();
    const events = eventsOf(...twoCaptures(stormed));
    const answers = await Promise.all([...events, ...events].map((event) => world.deliver(event)));
    for (const { status } of answers) expect([200, 503]).toContain(status);
    // What the provider does after an answer that was no success.
    for (const event of events) expect((await world.deliver(event)).status).toBe(200);
    await world.work();
    expect(await answersOf(stormed)).toEqual(await answersOf(straight));
  });
});

describe('9. a refund that is told before its capture', () => {
  test('counts: the hold is confirmed by what is left alone, and once it ends the rest goes back', async () => {
    const visit = await world.newVisit();
    const paymentId = world.pay(visit);
    world.razorpay.refundFromDashboard(paymentId, 20_000);
    world.razorpay.advance();
    for (const event of eventsOf(paymentId).toReversed()) await world.deliver(event);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'awaiting_payment',
      cover: 'none',
      money: { paid: rupees(60_000), refunded: rupees(20_000), refundDue: rupees(0) },
    });
    await world.later(1);
    await world.work();
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 2 });
    world.razorpay.advance();
    for (const event of eventsOf(paymentId)) await world.deliver(event);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'expired',
      money: { state: 'refunded', paid: rupees(0), refunded: rupees(price) },
    });
    expect(await world.items(visit)).toEqual([]);
  });
});

describe('17. an old body under the next event’s id', () => {
  test('takes nothing from the true event: both are applied, and a repeat of either is a duplicate', async () => {
    const visit = await world.newVisit();
    const paymentId = world.pay(visit);
    const [authorized, captured] = eventsOf(paymentId);
    if (!authorized || !captured) throw new Error('the provider told nothing');
    const old = { ...authorized, id: captured.id };
    expect((await world.deliver(old)).json).toEqual({ outcome: 'applied' });
    expect((await world.page(visit)).patient.money.state).toBe('authorized');
    expect((await world.deliver(captured)).json).toEqual({ outcome: 'applied' });
    expect((await world.page(visit)).patient).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
    for (const event of [old, captured])
      expect((await world.deliver(event)).json).toEqual({ outcome: 'duplicate' });
  });
});

describe('a delivery of which one fact cannot be placed', () => {
  /** A payment of ours, and beside it a refund of a payment that nobody has. */
  function halfKnown(paymentId: string): SignedEvent {
    const { payments } = world.razorpay.ledger();
    const payment = payments.find(({ entity }) => entity.id === paymentId)?.entity;
    const refund = {
      id: 'rfnd_NobodysRefund1',
      entity: 'refund',
      payment_id: 'pay_NobodysPayment1',
      amount: 1_000,
      currency: 'INR',
      status: 'processed',
      notes: [],
      receipt: null,
      acquirer_data: {},
      created_at: payment?.created_at,
    };
    const { accountId } = world.razorpay.options;
    const body = JSON.stringify({
      entity: 'event',
      account_id: accountId,
      event: 'refund.processed',
      contains: ['payment', 'refund'],
      payload: { payment: { entity: payment }, refund: { entity: refund } },
      created_at: payment?.created_at,
    });
    const { signature, eventId: id } = signed(body);
    return { id, body, signature };
  }

  test('is answered with 200, the other facts apply, and the operator sees that something is left', async () => {
    const visit = await world.newVisit();
    const paymentId = world.pay(visit);
    const event = halfKnown(paymentId);
    const answer = await world.deliver(event);
    expect([answer.status, answer.json]).toEqual([200, { outcome: 'retrying' }]);
    const expected = { state: 'confirmed', cover: 'money', money: { state: 'paid', refunded: rupees(0) } };
    expect((await world.page(visit)).patient).toMatchObject(expected);
    const path = '/ops/webhooks?state=retrying&limit=100';
    const { operator, asha } = world.rig.core.clinics;
    const list = await world.rig.rest('GET', path, { token: world.rig.tokenOf(operator) });
    const waiting = listWebhooks.output.parse(list.json).items.filter(({ eventId }) => eventId === event.id);
    expect(waiting).toMatchObject([{ state: 'retrying', reason: 'unplaced' }]);
    await world.work();
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient).toMatchObject(expected);
    for (const userId of [asha.staff.admin, visit.payer.userId])
      expectRefusal(await world.rig.rest('GET', path, { token: world.rig.tokenOf(userId) }), 'FORBIDDEN');
    await expectOutsidersLearnNothing(world, visit, paymentId);
  });

  test('about nobody we know moves nothing and is answered with 200', async () => {
    const { visit, paymentId } = await world.paidVisit();
    const before = await answersOf(visit);
    const { body } = halfKnown(paymentId);
    const other = signed(
      body.replaceAll(paymentId, 'pay_NobodysPayment2').replaceAll(visit.orderId, 'order_Nobodys00001'),
    );
    const answer = await world.deliver({ ...other, id: other.eventId });
    expect([answer.status, answer.json]).toEqual([200, { outcome: 'retrying' }]);
    expect(await answersOf(visit)).toEqual(before);
  });
});
