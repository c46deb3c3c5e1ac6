import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Drawer } from '@holdfast/contract/drawer/drawer.procedures';
import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import type { Held } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balanceOf, closeDrawer, handBack, openDrawer, receive } from '../drawer/desk-steps.ts';
import { refusalOf } from '../outcomes.ts';
import { createSequenceRig, type SequenceRig } from './sequence-rig.ts';

/** Cash at the desk and money online, for the same visit. Price 800.00. */

let world: SequenceRig;
let drawer: Drawer;
beforeAll(async () => {
  world = await createSequenceRig();
  drawer = await openDrawer(world.rig, 100_000);
});
afterAll(() => world.close());

const price = 80_000;
const desk = () => asUser(world.rig.clinics.asha.staff.receptionist);
const patient = () => asUser(world.rig.clinics.patient.userId);
const bookings = () => world.rig.useCases.bookings;

async function permit(held: Held): Promise<Booking> {
  await bookings().permitDeskPayment(desk(), { bookingId: held.booking.id });
  return world.page(held);
}
async function visit(held: Held): Promise<void> {
  const { id: bookingId } = held.booking;
  await bookings().checkIn(desk(), { bookingId });
  await bookings().start(desk(), { bookingId });
  await bookings().complete(desk(), { bookingId });
}
const checkout = async ({ booking }: Held) =>
  CheckoutOffer.parse(await world.rig.useCases.bills.checkout(patient(), { billId: booking.billId }));

describe('cash', () => {
  test('taken, and the visit completed: posted as income, and the payment is not pending', async () => {
    const held = await world.newHold();
    await permit(held);
    await receive(world.rig, held.booking, drawer, { amountMinor: price });
    const { asha } = world.rig.clinics;
    const before = await balanceOf(world.rig, 'clinic_income', asha.id);
    await visit(held);
    await world.work();
    expect((await balanceOf(world.rig, 'clinic_income', asha.id)) - before).toBe(-price);
    expect(await balanceOf(world.rig, 'patient_funds', held.booking.billId)).toBe(0);
    expect(await world.payment(held)).toMatchObject({ state: 'closed' });
    expect(await world.page(held)).toMatchObject({ state: 'completed', money: { state: 'paid' } });
  });

  test('taken, and the visit cancelled: an item names the cash until it is handed back', async () => {
    const held = await world.newHold();
    await permit(held);
    await receive(world.rig, held.booking, drawer, { amountMinor: price });
    await bookings().cancel(desk(), { bookingId: held.booking.id, reason: 'the doctor is ill' });
    await world.work();
    expect(await world.itemsOf(held)).toEqual(['desk_money_owed']);
    expect(await world.page(held)).toMatchObject({ money: { refundDue: { amountMinor: price } } });
    await handBack(world.rig, held.booking, drawer, { amountMinor: price });
    expect(await world.itemsOf(held)).toEqual([]);
    expect(await world.page(held)).toMatchObject({ money: { refundDue: { amountMinor: 0 } } });
  });
});

describe('a permission to pay at the desk', () => {
  test('leaves online paying open: the page pays, the visit is covered by money', async () => {
    const held = await world.newHold();
    const confirmed = await permit(held);
    expect(confirmed).toMatchObject({
      state: 'confirmed',
      money: { state: 'at_desk' },
      payment: { state: 'pending' },
    });
    expect(confirmed.may.pay).toMatchObject({ allowed: true, until: confirmed.startsAt });
    expect((await checkout(held)).checkout).toMatchObject({ amount: { amountMinor: price } });
    const paymentId = world.pay(held);
    await world.deliverOf(paymentId);
    expect(await world.page(held)).toMatchObject({ cover: 'money', money: { state: 'paid' } });
    expect(await refusalOf(checkout(held))).toBe('STATE_CONFLICT');
  });

  test('makes an order on the first request where the hold had none', async () => {
    const { rig } = world;
    const held = await world.newHold();
    await rig.rows(
      'update payments set provider_order_id = null, provider_account_id = null, next_poll_at = null where id = $1',
      [held.booking.payment.paymentId],
    );
    await permit(held);
    const { checkout: offered } = await checkout(held);
    expect(offered).not.toBeNull();
  });

  test('closes online paying once the desk has taken something, and when the visit begins', async () => {
    const [part, begun] = [await world.newHold(), await world.newHold()];
    await permit(part);
    await receive(world.rig, part.booking, drawer, { amountMinor: 10_000 });
    expect(await refusalOf(checkout(part))).toBe('STATE_CONFLICT');
    await permit(begun);
    await bookings().checkIn(desk(), { bookingId: begun.booking.id });
    await bookings().start(desk(), { bookingId: begun.booking.id });
    expect(await refusalOf(checkout(begun))).toBe('STATE_CONFLICT');
    expect((await world.page(begun)).may.pay).toMatchObject({ allowed: false, reason: 'wrong_state' });
  });
});

describe('cash and online money at once', () => {
  test.each([
    ['the cash first', true],
    ['the online money first', false],
  ])('is surplus, and the online money goes back: %s', async (_, isCashFirst) => {
    const held = await world.newHold();
    await permit(held);
    const paymentId = world.pay(held);
    if (!isCashFirst) await world.deliverOf(paymentId);
    await receive(world.rig, held.booking, drawer, { amountMinor: price });
    if (isCashFirst) await world.deliverOf(paymentId);
    expect(await world.itemsOf(held)).toEqual(['surplus']);
    await world.later(2);
    await world.work();
    await world.deliverOf(paymentId);
    expect(world.razorpay.ledger().totals.refundsPerPayment[paymentId]).toEqual({ count: 1, amount: price });
    expect(await world.page(held)).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
    expect(await world.itemsOf(held)).toEqual([]);
  });
});

test('afterwards the drawer, the books and the provider agree, and every invariant holds', async () => {
  const { session } = await closeDrawer(world.rig, drawer, 350_000);
  expect(session?.closing).toMatchObject({ expected: { amountMinor: 350_000 }, differenceMinor: 0 });
  await world.expectEqualBooks();
  await world.expectBoardGreen();
});
