import { attemptFact, holdInput, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentGateway } from '../../src/ports/payment-gateway.ts';

/** A gateway whose orders are made when the test says so. */
function createSlowGateway() {
  const fake = createFakeGateway();
  let arrived = Promise.withResolvers<void>();
  let leave = Promise.withResolvers<void>();
  const createOrder: PaymentGateway['createOrder'] = async (input) => {
    arrived.resolve();
    await leave.promise;
    return fake.createOrder(input);
  };
  return {
    gateway: { ...fake, createOrder } satisfies FakeGateway,
    underWay: () => arrived.promise,
    answer: () => leave.resolve(),
    again: () => {
      arrived = Promise.withResolvers();
      leave = Promise.withResolvers();
    },
  };
}

const slow = createSlowGateway();
let rig: ClinicRig<FakeGateway>;
let day = 0;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: slow.gateway, maxOpenHolds: 50 });
});
afterAll(() => rig.close());

const patient = () => asUser(rig.clinics.patient.userId);

async function held() {
  slow.again();
  day += 1;
  const { booking } = await rig.useCases.bookings.hold(patient(), holdInput(rig, { daysAhead: day }));
  return booking;
}

const ordersOf = (paymentId: string) =>
  rig.rows<{ object_id: string }>(
    `select object_id from provider_objects where payment_id = $1 and kind = 'order'`,
    [paymentId],
  );

describe('an order that is made while the booking ends', () => {
  test.each([
    [
      'cancelled',
      (bookingId: string) =>
        rig.useCases.bookings.cancel(patient(), { bookingId: bookingId as never, reason: 'changed my mind' }),
    ],
    ['expired by the clock, before any loop', (bookingId: string) => makeHoldOverdue(rig, bookingId)],
    [
      'expired by the loop',
      async (bookingId: string) => {
        await makeHoldOverdue(rig, bookingId);
        await rig.worker.expireHolds();
      },
    ],
  ])('%s: nothing is offered, and the order is remembered', async (_name, end) => {
    const booking = await held();
    const offer = rig.useCases.bills.checkout(patient(), { billId: booking.billId as never });
    await slow.underWay();
    await end(booking.id);
    slow.answer();
    expect(await offer).toEqual({ checkout: null, retryAfterSeconds: null });
    expect(await ordersOf(booking.payment.paymentId)).toHaveLength(1);
    const [payment] = await rig.rows('select provider_order_id, state from payments where id = $1', [
      booking.payment.paymentId,
    ]);
    expect(payment).toMatchObject({ provider_order_id: null });
  });
});

test('money on the second of two orders of one payment pays for the booking like money on the first', async () => {
  const booking = await held();
  slow.answer();
  const first = await rig.useCases.bills.checkout(patient(), { billId: booking.billId as never });
  const { paymentId } = booking.payment;
  const attach = `select attach_provider_order($1, $2, $3, 'order_twin0001')
    from (select set_config('app.system', 'system:webhook', false)) as actor`;
  await rig.rows(attach, [booking.clinicId, paymentId, rig.gateway.providerAccountId]);
  expect((await ordersOf(paymentId)).map(({ object_id }) => object_id).sort()).toEqual(
    [first.checkout?.providerOrderId, 'order_twin0001'].sort(),
  );
  const fact = attemptFact({ offer: first as never }, 'captured', { providerOrderId: 'order_twin0001' });
  const event = { eventId: null, eventType: 'e', accountId: rig.gateway.accountId, facts: [fact] };
  const { rawBody, headers } = rig.gateway.sign(event);
  expect(await rig.ingestEvent(rawBody, headers, 'twin')).toMatchObject({
    outcome: 'applied',
  });
  const [paid] = await rig.rows('select state from bookings where id = $1', [booking.id]);
  expect(paid).toEqual({ state: 'confirmed' });
});
