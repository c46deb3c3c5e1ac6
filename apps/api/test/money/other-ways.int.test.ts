import { randomUUID } from 'node:crypto';
import { Booking } from '@holdfast/contract/booking/booking.schemas';
import { holdInput } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/http-client.ts';
import { createMoneyRig, type MoneyRig, price, rupees, type Visit } from './money-rig.ts';
import { expectOutsidersLearnNothing } from './outsiders.ts';

/** Money that comes over the counter, too late, by another order or not at all. Price 800.00. */

let world: MoneyRig;
let drawerId: string;
beforeAll(async () => {
  world = await createMoneyRig();
  const { asha } = world.rig.core.clinics;
  const path = `/clinics/${asha.id}/drawers`;
  const added = await post(path, asha.staff.admin, { name: 'front desk' }, 201);
  drawerId = String(added?.['id']);
  await post(`/drawers/${drawerId}/open`, asha.staff.receptionist, { countedMinor: 0 });
});
afterAll(() => world.close());

async function post(path: string, userId: string, body: unknown, status = 200) {
  const answer = await world.rig.rest('POST', path, { token: world.rig.tokenOf(userId), body });
  expect([answer.status, answer.text]).toEqual([status, expect.anything()]);
  return answer.json;
}

const desk = () => world.rig.core.clinics.asha.staff.receptionist;
const cash = (amountMinor: number) => ({ depositId: randomUUID(), drawerId, kind: 'cash', amountMinor });
const receive = ({ booking }: Pick<Visit, 'booking'>) =>
  post(`/bills/${booking.billId}/receive`, desk(), cash(price));

describe('6. and 10. a visit that stands and is not paid any more', () => {
  test('is paid at the desk: both pages say so, and the item is gone', async () => {
    const { visit, paymentId } = await world.paidVisit();
    world.razorpay.refundFromDashboard(paymentId);
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    const { desk: before } = await world.page(visit);
    expect(before.may.takePayment.allowed).toBe(true);
    expect(await world.items(visit)).toEqual(['uncovered_visit']);
    await receive(visit);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      money: { state: 'paid', paid: rupees(price) },
    });
    expect(await world.items(visit)).toEqual([]);
  });
});

describe('11. money at the desk', () => {
  test('a permission to pay there leaves the page able to pay, and what comes online pays', async () => {
    const visit = await world.newVisit();
    await post(`/bookings/${visit.booking.id}/desk-payment`, desk(), {});
    const { patient } = await world.page(visit);
    expect(patient).toMatchObject({
      state: 'confirmed',
      cover: 'desk_permission',
      money: { state: 'at_desk', paid: rupees(0) },
      may: { pay: { allowed: true } },
    });
    expect((await world.checkout(visit)).json).toMatchObject({
      checkout: { providerOrderId: visit.orderId },
    });
    await world.deliverOf(world.pay(visit));
    expect((await world.page(visit)).patient).toMatchObject({
      money: { state: 'paid', paid: rupees(price) },
    });
    expectRefusal(await world.checkout(visit), 'STATE_CONFLICT');
  });

  test('cash and a payment online at once: the cash pays, and the payment goes back after the grace', async () => {
    const visit = await world.newVisit();
    const paymentId = world.pay(visit);
    await receive(visit);
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({
      paid: rupees(price),
      refundDue: rupees(price),
    });
    expect(await world.items(visit)).toEqual(['surplus']);
    await world.later(1);
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 1 });
    world.razorpay.advance();
    await world.deliverOf(paymentId);
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'paid', paid: rupees(price) });
    expect(await world.items(visit)).toEqual([]);
  });

  test('is taken by no other clinic, no doctor and no patient', async () => {
    const visit = await world.newVisit();
    const { asha, alameda, otherPatient } = world.rig.core.clinics;
    const path = `/bills/${visit.booking.billId}/receive`;
    const by = async (userId: string) =>
      world.rig.rest('POST', path, { token: world.rig.tokenOf(userId), body: cash(price) });
    for (const userId of [alameda.staff.receptionist, otherPatient.userId, visit.payer.userId])
      expectRefusal(await by(userId), 'NOT_FOUND');
    expectRefusal(await by(asha.staff.doctor), 'FORBIDDEN');
    expect((await world.page(visit)).patient.money).toMatchObject({ state: 'unpaid', paid: rupees(0) });
  });
});

describe('13. a payment on a twin of our order', () => {
  test('is on the page once the order is learnt, no matter who told of it first', async () => {
    const visit = await world.newVisit();
    const { payment } = world.razorpay.payTwin(visit.orderId);
    expect(await world.deliverOf(payment.id)).toContain('retrying');
    expect((await world.page(visit)).patient.money.state).toBe('unpaid');
    await world.later(1 / 60);
    await world.work();
    expect((await world.page(visit)).patient).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
    await expectOutsidersLearnNothing(world, visit, payment.id);
  });
});

describe('18. money for a time that is over', () => {
  /** The hold has ended; the money comes now. */
  async function lateMoney(keepIfLate: boolean, meanwhile: (visit: Visit) => Promise<unknown>) {
    const visit = await world.newVisit(keepIfLate);
    await world.later(1);
    await world.work();
    await meanwhile(visit);
    const paymentId = world.pay(visit);
    await world.deliverOf(paymentId);
    return { visit, paymentId };
  }

  test('goes back where the doctor sees nobody any more, as the patient was told, though the time becomes free again', async () => {
    const { doctors } = world.rig.core.clinics.asha;
    const setActive = (active: boolean) =>
      world.rig.core.rows('update doctors set active = $2 where id = $1 returning id', [doctors[0], active]);
    const { visit, paymentId } = await lateMoney(true, () => setActive(false));
    await setActive(true);
    expect(await world.told(visit)).toEqual(['refund_requested']);
    expect((await world.page(visit)).patient).toMatchObject({
      state: 'expired',
      successorId: null,
      money: { state: 'refunding', refunding: rupees(price) },
    });
    await world.work();
    expect(world.atProvider(paymentId)).toEqual({ captured: price, refunded: price, refunds: 1 });
    expect((await world.page(visit)).patient).toMatchObject({ state: 'expired', successorId: null });
  });

  test('pays for the same patient’s new hold of the same time, and is not asked for twice', async () => {
    const { core } = world.rig;
    const again: { booking?: Booking } = {};
    const { visit } = await lateMoney(true, async ({ booking, payer, token }) => {
      const patientId = payer.patientAt.asha;
      const body = { ...holdInput(core, { patientId }), startsAt: booking.startsAt };
      const held = await world.rig.rest('POST', '/bookings', { token, body });
      again.booking = Booking.parse(held.json?.['booking']);
    });
    if (!again.booking) throw new Error('the time was not held again');
    const { patient } = await world.page({ booking: again.booking, token: visit.token });
    expect(patient).toMatchObject({ state: 'confirmed', cover: 'money', money: { state: 'paid' } });
    expect(patient.may.pay.allowed).toBe(false);
    expect((await world.page(visit)).patient.state).toBe('expired');
  });
});

test('18. a booking that is cancelled while its order is made is offered nothing to pay', async () => {
  const held = await world.hold();
  world.razorpay.misbehave({ operation: 'create-order', kind: 'slow', delayMs: 700 });
  const offer = world.checkout(held);
  await expect
    .poll(() => world.razorpay.calls().at(-1))
    .toMatchObject({ operation: 'create-order', status: null });
  const body = { reason: 'changed my mind' };
  const cancelled = await world.rig.rest('POST', `/bookings/${held.booking.id}/cancel`, {
    token: held.token,
    body,
  });
  expect(cancelled.status).toBe(200);
  const answer = await offer;
  expect([answer.status, answer.json]).toEqual([200, { checkout: null, retryAfterSeconds: null }]);
  expectRefusal(await world.checkout(held), 'STATE_CONFLICT');
});

describe('12. a visit that costs nothing', () => {
  test('is confirmed by the hold itself, and there is nothing to pay', async () => {
    const { rows, clinics } = world.rig.core;
    const setPrice = (minor: number) =>
      rows('update services set price_minor = $2 where id = $1 returning id', [
        clinics.asha.services.visit.id,
        minor,
      ]);
    await setPrice(0);
    const held = await world.hold();
    await setPrice(price);
    const { patient, desk: seen } = await world.page(held);
    expect(patient).toMatchObject({ state: 'confirmed', money: { state: 'paid', due: rupees(0) } });
    for (const { may } of [patient, seen]) expect(may.pay.allowed).toBe(false);
    expectRefusal(await world.checkout(held), 'STATE_CONFLICT');
  });
});
