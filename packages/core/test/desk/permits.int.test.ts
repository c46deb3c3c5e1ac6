import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import {
  type BookingAction,
  type BookingObstacle,
  bookingActions,
} from '@holdfast/contract/booking/booking-words';
import type { RequestContext } from '@holdfast/contract/context';
import type { Drawer } from '@holdfast/contract/drawer/drawer.procedures';
import { type Held, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { userOf } from '../../src/usecase.ts';
import { openDrawer, receive } from '../drawer/desk-steps.ts';
import { act, visitIn } from './visits.ts';

let rig: ClinicRig;
let drawer: Drawer;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 1000 });
  drawer = await openDrawer(rig);
});
afterAll(() => rig.close());

const states = [
  'awaiting_payment',
  'confirmed',
  'late',
  'checked_in',
  'in_consultation',
  'completed',
  'cancelled',
] as const;
const readers = ['receptionist', 'admin', 'doctor', 'billing', 'owner'] as const;

function contextOf(reader: (typeof readers)[number]): RequestContext {
  const { staff } = rig.clinics.asha;
  return asUser(reader === 'owner' ? rig.clinics.patient.userId : staff[reader]);
}

async function takePayment(context: RequestContext, booking: Booking): Promise<string> {
  const { due, paid } = booking.money;
  const amountMinor = due.amountMinor - paid.amountMinor;
  await receive(rig, booking, drawer, { amountMinor, userId: userOf(context) ?? '' });
  return 'done';
}

/** The verb's result for this reader: done, nothing to do, or rejected. */
async function answerOf(action: BookingAction, context: RequestContext, booking: Booking): Promise<string> {
  try {
    if (action === 'pay') {
      const { checkout } = await rig.useCases.bills.checkout(context, { billId: booking.billId });
      return checkout === null ? 'nothing' : 'done';
    }
    if (action === 'takePayment') return await takePayment(context, booking);
    const { version } = await act(rig, action, context, booking.id);
    return version > booking.version ? 'done' : 'nothing';
  } catch {
    return 'refused';
  }
}

async function read(held: Held, context: RequestContext): Promise<Booking> {
  const booking = await rig.useCases.bookings.get(context, { bookingId: held.booking.id });
  return booking as Booking;
}

/** The checkout also serves colleagues, and a receipt may meet money that came online: no page offers either. */
const isNarrower = (action: BookingAction, reason: BookingObstacle | null): boolean =>
  action === 'pay' || (action === 'takePayment' && reason === 'money_came');

describe.each(states)('a booking that is %s', (state) => {
  test.each(readers)('offers to %s exactly what the verbs then do', async (reader) => {
    const context = contextOf(reader);
    let held = await visitIn(rig, state);
    for (const action of bookingActions) {
      const booking = await read(held, context);
      const { allowed, reason } = booking.may[action];
      const answer = await answerOf(action, context, booking);
      const expected = allowed ? 'done' : reason === 'already_done' ? 'nothing' : 'refused';
      if (allowed || !isNarrower(action, reason))
        expect([action, reason, answer]).toEqual([action, reason, expected]);
      if (answer === 'done' && action !== 'pay') held = await visitIn(rig, state);
    }
  });
});

describe('at a clinic that is paid at the desk', () => {
  test('the patient may confirm with payment there, and no reader is offered a checkout', async () => {
    const { patient, alameda, otherPatient } = rig.clinics;
    const held = await hold(rig, { clinic: alameda });
    expect(held.booking.may.pay).toMatchObject({ allowed: false, reason: 'not_online' });
    expect(held.booking.may.permitDeskPayment).toMatchObject({
      allowed: true,
      until: held.booking.holdExpiresAt,
    });
    expect(held.booking.money.state).toBe('at_desk');
    const confirmed = await act(rig, 'permitDeskPayment', asUser(patient.userId), held.booking.id);
    expect(confirmed).toMatchObject({
      state: 'confirmed',
      may: { permitDeskPayment: { reason: 'already_done' }, cancel: { reason: 'only_clinic' } },
    });
    await expect(read(held, asUser(otherPatient.userId))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a list', () => {
  test('shows each reader’s own permits, by the role in each clinic', async () => {
    const { asha, patient } = rig.clinics;
    const held = await visitIn(rig, 'confirmed');
    const date = new Intl.DateTimeFormat('en-CA', { timeZone: asha.timeZone }).format(
      new Date(held.booking.startsAt),
    );
    const seenAs = async (userId: string) => {
      const { bookings } = await rig.useCases.bookings.board(asUser(userId), { clinicId: asha.id, date });
      return bookings.find(({ id }) => id === held.booking.id)?.may.checkIn;
    };
    expect(await seenAs(asha.staff.receptionist)).toMatchObject({ allowed: true });
    expect(await seenAs(asha.staff.doctor)).toMatchObject({ allowed: false, reason: 'not_permitted' });
    const mine = await rig.useCases.bookings.mine(asUser(patient.userId), { limit: 100 });
    const own = mine.items.find(({ id }) => id === held.booking.id);
    expect(own?.may.checkIn).toMatchObject({ reason: 'not_permitted' });
    expect(own?.may.cancel).toMatchObject({ reason: 'only_clinic' });
  });
});
