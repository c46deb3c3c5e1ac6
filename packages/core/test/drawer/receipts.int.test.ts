import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf, outcomesOf, refusalOf } from '../outcomes.ts';
import { balanceOf, closeDrawer, handBack, newDepositId, openDrawer, receive } from './desk-steps.ts';

/** Money over the counter. Price 800.00. */

let rig: ClinicRig;
let drawer: Awaited<ReturnType<typeof openDrawer>>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 1000 });
  drawer = await openDrawer(rig, 0);
});
afterAll(() => rig.close());

const price = 80_000;
const desk = () => asUser(rig.clinics.asha.staff.receptionist);
let days = 0;
async function newBooking(): Promise<Booking> {
  days += 1;
  const { booking } = await hold(rig, { daysAhead: days });
  return booking;
}
async function permitted(): Promise<Booking> {
  const booking = await newBooking();
  await rig.useCases.bookings.permitDeskPayment(desk(), { bookingId: booking.id });
  return booking;
}
const depositsOf = (booking: Booking) =>
  rig.rows<{ amount: number }>(
    'select amount_minor::int as amount from deposits where bill_id = $1 order by received_at, id',
    [booking.billId],
  );

describe('received', () => {
  test('in full for a held time: it is confirmed and paid, and named in history and audit', async () => {
    const booking = await newBooking();
    const paid = await receive(rig, booking, drawer, { amountMinor: price });
    expect(paid).toMatchObject({ state: 'confirmed', cover: 'money', money: { state: 'paid' } });
    expect(paid.may.takePayment).toMatchObject({ allowed: false, reason: 'money_came' });
    const [audit] = await rig.rows(
      `select action, actor from audit_log where subject_id = $1 and action = 'bills.receive'`,
      [booking.billId],
    );
    expect(audit).toEqual({ action: 'bills.receive', actor: `user:${rig.clinics.asha.staff.receptionist}` });
  });

  test('in parts, by cash and terminal, for a visit that stands by permission', async () => {
    const booking = await permitted();
    const part = await receive(rig, booking, drawer, { amountMinor: 30_000 });
    expect(part).toMatchObject({ cover: 'desk_permission', money: { state: 'at_desk' } });
    expect(part.money.paid.amountMinor).toBe(30_000);
    expect(part.may.pay).toMatchObject({ allowed: false });
    const all = await receive(rig, booking, drawer, { amountMinor: 50_000, kind: 'terminal' });
    expect(all).toMatchObject({ cover: 'money', money: { state: 'paid', paid: { amountMinor: price } } });
    const payment = await rig.useCases.payments.get(desk(), { paymentId: booking.payment.paymentId });
    expect(payment.deposits).toMatchObject([
      { kind: 'cash', amountMinor: 30_000 },
      { kind: 'terminal', amountMinor: 50_000 },
    ]);
  });

  test('twice with the same id: once, also eight times at the same moment', async () => {
    const booking = await permitted();
    const depositId = newDepositId();
    const again = () => receive(rig, booking, drawer, { amountMinor: price, depositId });
    const { won, refused, broken } = await outcomesOf([1, 2, 3, 4, 5, 6, 7, 8].map(again));
    expect([won.length, codesOf(refused), broken]).toEqual([8, [], []]);
    await again();
    expect(await depositsOf(booking)).toEqual([{ amount: price }]);
  });

  test('at two desks at once for one visit: once, the other desk counts it back', async () => {
    const booking = await permitted();
    const calls = [1, 2, 3, 4].map(() => receive(rig, booking, drawer, { amountMinor: price }));
    const { won, refused, broken } = await outcomesOf(calls);
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['AMOUNT_NOT_DUE'], []]);
  });

  test('under the id of another receipt: rejected, and nothing is written', async () => {
    const [first, second] = [await permitted(), await permitted()];
    const depositId = newDepositId();
    await receive(rig, first, drawer, { amountMinor: price, depositId });
    const other = receive(rig, second, drawer, { amountMinor: price, depositId });
    expect(await refusalOf(other)).toBe('IDEMPOTENCY_KEY_REUSED');
    const less = receive(rig, first, drawer, { amountMinor: 1, depositId });
    expect(await refusalOf(less)).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await depositsOf(second)).toEqual([]);
  });

  test.each([
    ['more than the price', price + 1],
    ['a part for a time that is only held', price - 1],
  ])('%s is not taken', async (_, amountMinor) => {
    const booking = await newBooking();
    expect(await refusalOf(receive(rig, booking, drawer, { amountMinor }))).toBe('AMOUNT_NOT_DUE');
    expect(await depositsOf(booking)).toEqual([]);
  });

  test('for a visit that ended nothing is taken', async () => {
    const booking = await permitted();
    await rig.useCases.bookings.cancel(desk(), { bookingId: booking.id, reason: 'the doctor is ill' });
    expect(await refusalOf(receive(rig, booking, drawer, { amountMinor: price }))).toBe('STATE_CONFLICT');
  });

  test('into a drawer that is not open, or of another clinic: nothing is taken', async () => {
    const booking = await permitted();
    const shut = await openDrawer(rig, 0);
    await closeDrawer(rig, shut, 0);
    expect(await refusalOf(receive(rig, booking, shut, { amountMinor: price }))).toBe('DRAWER_CLOSED');
    const away = await openDrawer(rig, 0, rig.clinics.alameda);
    expect(await refusalOf(receive(rig, booking, away, { amountMinor: price }))).toBe('NOT_FOUND');
    expect(await depositsOf(booking)).toEqual([]);
  });

  test('by nobody else: a doctor, a billing clerk, the patient, another desk', async () => {
    const booking = await permitted();
    const { doctor, billing } = rig.clinics.asha.staff;
    for (const userId of [doctor, billing])
      expect(await refusalOf(receive(rig, booking, drawer, { amountMinor: price, userId }))).toBe(
        'FORBIDDEN',
      );
    const others = [rig.clinics.patient.userId, rig.clinics.alameda.staff.receptionist];
    for (const userId of others)
      expect(await refusalOf(receive(rig, booking, drawer, { amountMinor: price, userId }))).toMatch(
        /^(NOT_FOUND|FORBIDDEN)$/,
      );
    expect(await depositsOf(booking)).toEqual([]);
  });
});

describe('handed back', () => {
  async function cancelledWithCash(): Promise<Booking> {
    const booking = await permitted();
    await receive(rig, booking, drawer, { amountMinor: price });
    await rig.useCases.bookings.cancel(desk(), { bookingId: booking.id, reason: 'the doctor is ill' });
    return booking;
  }
  const owedFor = async (booking: Booking) =>
    (await rig.useCases.payments.get(desk(), { paymentId: booking.payment.paymentId })).owedAtDesk
      .amountMinor;

  test('in parts, up to what is owed, and the item closes with the last', async () => {
    const booking = await cancelledWithCash();
    expect(await owedFor(booking)).toBe(price);
    await handBack(rig, booking, drawer, { amountMinor: 30_000 });
    expect(await refusalOf(handBack(rig, booking, drawer, { amountMinor: 50_001 }))).toBe('AMOUNT_NOT_DUE');
    await handBack(rig, booking, drawer, { amountMinor: 50_000 });
    expect(await owedFor(booking)).toBe(0);
    const open = await rig.rows('select 1 from items where bill_id = $1 and closed_at is null', [
      booking.billId,
    ]);
    expect([open, await balanceOf(rig, 'patient_funds', booking.billId)]).toEqual([[], 0]);
  });

  test('twice at once: once', async () => {
    const booking = await cancelledWithCash();
    const calls = [1, 2, 3, 4].map(() => handBack(rig, booking, drawer, { amountMinor: price }));
    const { won, refused, broken } = await outcomesOf(calls);
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['AMOUNT_NOT_DUE'], []]);
  });

  test('the way it came: money of the terminal does not leave in cash', async () => {
    const booking = await permitted();
    await receive(rig, booking, drawer, { amountMinor: price, kind: 'terminal' });
    await rig.useCases.bookings.cancel(desk(), { bookingId: booking.id, reason: 'the doctor is ill' });
    expect(await refusalOf(handBack(rig, booking, drawer, { amountMinor: price }))).toBe('AMOUNT_NOT_DUE');
    await handBack(rig, booking, drawer, { amountMinor: price, kind: 'terminal' });
    expect(await owedFor(booking)).toBe(0);
  });

  test('beyond what is owed only by one who may rule: the visit is then not paid, and an item says so', async () => {
    const booking = await newBooking();
    await receive(rig, booking, drawer, { amountMinor: price });
    expect(await refusalOf(handBack(rig, booking, drawer, { amountMinor: price }))).toBe('AMOUNT_NOT_DUE');
    const userId = rig.clinics.asha.staff.admin;
    const unpaid = await handBack(rig, booking, drawer, { amountMinor: price, userId });
    expect(unpaid).toMatchObject({ state: 'confirmed', money: { state: 'not_paid' } });
    const items = await rig.rows('select kind from items where bill_id = $1 and closed_at is null', [
      booking.billId,
    ]);
    expect(items).toEqual([{ kind: 'uncovered_visit' }]);
    const paid = await receive(rig, booking, drawer, { amountMinor: price, kind: 'terminal' });
    expect(paid).toMatchObject({ money: { state: 'paid' } });
  });
});
