import { hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf, outcomesOf, refusalOf } from '../outcomes.ts';
import { addDrawer, balanceOf, closeDrawer, handBack, openDrawer, receive } from './desk-steps.ts';

/** Counts of a drawer. Price 800.00. */

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 1000 });
});
afterAll(() => rig.close());

const price = 80_000;
const staff = () => rig.clinics.asha.staff;
const open = (drawerId: Awaited<ReturnType<typeof addDrawer>>['id'], countedMinor: number, userId?: string) =>
  rig.useCases.drawers.open(asUser(userId ?? staff().receptionist), { drawerId, countedMinor });
let days = 0;
async function newBooking() {
  days += 1;
  const { booking } = await hold(rig, { daysAhead: days });
  return booking;
}

describe('a session', () => {
  test('expects its opening count and the cash received less what was handed back; terminal slips are no cash', async () => {
    const drawer = await openDrawer(rig, 200_000);
    const [byCash, byTerminal, cancelled] = [await newBooking(), await newBooking(), await newBooking()];
    await receive(rig, byCash, drawer, { amountMinor: price });
    await receive(rig, byTerminal, drawer, { amountMinor: price, kind: 'terminal' });
    await receive(rig, cancelled, drawer, { amountMinor: price });
    await rig.useCases.bookings.cancel(asUser(staff().receptionist), {
      bookingId: cancelled.id,
      reason: 'the doctor is ill',
    });
    await handBack(rig, cancelled, drawer, { amountMinor: price });
    const { session } = await closeDrawer(rig, drawer, 279_000);
    expect(session?.closing).toMatchObject({
      counted: { amountMinor: 279_000, currency: 'INR' },
      expected: { amountMinor: 280_000, currency: 'INR' },
      differenceMinor: -1000,
      closedBy: 'asha-receptionist',
    });
    expect(await balanceOf(rig, 'cash_drawer', drawer.id)).toBe(279_000);
    expect(await balanceOf(rig, 'card_terminal', drawer.id)).toBe(price);
    expect(await balanceOf(rig, 'drawer_difference', drawer.id)).toBe(1000);
  });

  test('too much in the drawer is a difference as well', async () => {
    const drawer = await openDrawer(rig, 1000);
    const { session } = await closeDrawer(rig, drawer, 1200);
    expect(session?.closing?.differenceMinor).toBe(200);
    expect(await balanceOf(rig, 'drawer_difference', drawer.id)).toBe(-200);
  });

  test('that opens with less than was counted at the last closing: the rest went to the safe', async () => {
    const drawer = await openDrawer(rig, 500_000);
    await closeDrawer(rig, drawer, 500_000);
    const before = await balanceOf(rig, 'clinic_cash', rig.clinics.asha.id);
    await open(drawer.id, 100_000);
    expect(await balanceOf(rig, 'cash_drawer', drawer.id)).toBe(100_000);
    expect((await balanceOf(rig, 'clinic_cash', rig.clinics.asha.id)) - before).toBe(400_000);
  });

  test('without a difference posts nothing at its closing', async () => {
    const drawer = await openDrawer(rig, 0);
    await closeDrawer(rig, drawer, 0);
    expect(
      await rig.rows('select 1 from ledger_postings where drawer_session_id = $1', [drawer.session?.id]),
    ).toEqual([]);
  });

  test('does not tell what should lie in the drawer before it is counted', async () => {
    const drawer = await openDrawer(rig, 5000);
    await receive(rig, await newBooking(), drawer, { amountMinor: price });
    const { drawers } = await rig.useCases.drawers.list(asUser(staff().receptionist), {
      clinicId: rig.clinics.asha.id,
    });
    const own = drawers.find(({ id }) => id === drawer.id);
    expect(own?.session).toMatchObject({ opening: { amountMinor: 5000 }, closing: null });
    expect(JSON.stringify(own)).not.toContain('85000');
  });
});

describe('twice', () => {
  test('of eight people who open a drawer at once one does; the others are told', async () => {
    const drawer = await addDrawer(rig);
    const counts = [1, 2, 3, 4, 5, 6, 7, 8].map((count) => open(drawer.id, count * 100));
    const { won, refused, broken } = await outcomesOf(counts);
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['STATE_CONFLICT'], []]);
    const sessions = await rig.rows('select 1 from drawer_sessions where drawer_id = $1', [drawer.id]);
    expect(sessions).toHaveLength(1);
  });

  test('a drawer that is closed by two people has one count', async () => {
    const drawer = await openDrawer(rig, 1000);
    const closings = [900, 1000].map((counted) => closeDrawer(rig, drawer, counted));
    const { won, refused, broken } = await outcomesOf(closings);
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['STATE_CONFLICT'], []]);
    expect(await refusalOf(closeDrawer(rig, drawer, 1000))).toBe('STATE_CONFLICT');
  });

  test('a repeated opening with its key answers as the first did', async () => {
    const { id: drawerId } = await addDrawer(rig);
    const desk = asUser(staff().receptionist, { key: 'open-once-0001' });
    const first = await rig.useCases.drawers.open(desk, { drawerId, countedMinor: 700 });
    expect(await rig.useCases.drawers.open(desk, { drawerId, countedMinor: 700 })).toEqual(first);
    expect(await refusalOf(rig.useCases.drawers.open(desk, { drawerId, countedMinor: 800 }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  test('a count of an earlier session closes nothing of a later one', async () => {
    const earlier = await openDrawer(rig, 100);
    await closeDrawer(rig, earlier, 100);
    await open(earlier.id, 100);
    expect(await refusalOf(closeDrawer(rig, earlier, 0))).toBe('STATE_CONFLICT');
  });

  test('receipts that meet the closing are all in the count, or rejected', async () => {
    const drawer = await openDrawer(rig, 0);
    const bookings = [];
    for (let n = 0; n < 6; n += 1) bookings.push(await newBooking());
    const receipts = bookings.map((booking) => receive(rig, booking, drawer, { amountMinor: price }));
    const [{ won, refused, broken }, closed] = await Promise.all([
      outcomesOf(receipts),
      closeDrawer(rig, drawer, 0),
    ]);
    expect([refused.every(({ code }) => code === 'DRAWER_CLOSED'), broken]).toEqual([true, []]);
    expect(closed.session?.closing?.expected.amountMinor).toBe(won.length * price);
  });
});

describe('others', () => {
  test('only those who take money open and close; only an admin adds a drawer', async () => {
    const drawer = await openDrawer(rig, 0);
    const { billing, doctor, receptionist } = staff();
    for (const userId of [billing, doctor]) {
      expect(await refusalOf(closeDrawer(rig, drawer, 0, userId))).toBe('FORBIDDEN');
      expect(await refusalOf(open(drawer.id, 0, userId))).toBe('FORBIDDEN');
    }
    const mine = { clinicId: rig.clinics.asha.id, name: 'My own' };
    expect(await refusalOf(rig.useCases.drawers.add(asUser(receptionist), mine))).toBe('FORBIDDEN');
  });

  test("another clinic's desk and a patient find no drawer", async () => {
    const drawer = await openDrawer(rig, 0);
    const away = rig.clinics.alameda.staff.receptionist;
    for (const userId of [away, rig.clinics.patient.userId]) {
      expect(await refusalOf(closeDrawer(rig, drawer, 0, userId))).toMatch(/^(NOT_FOUND|FORBIDDEN)$/);
      const list = rig.useCases.drawers.list(asUser(userId), { clinicId: rig.clinics.asha.id });
      expect(await refusalOf(list)).toMatch(/^(NOT_FOUND|FORBIDDEN)$/);
    }
  });

  test('two drawers of a clinic do not share a name, whatever its case; two clinics may', async () => {
    const { asha, alameda } = rig.clinics;
    const add = (clinic: typeof asha, name: string) =>
      rig.useCases.drawers.add(asUser(clinic.staff.admin), { clinicId: clinic.id, name });
    await add(asha, 'Pharmacy');
    expect(await refusalOf(add(asha, 'PHARMACY'))).toBe('STATE_CONFLICT');
    await expect(add(alameda, 'Pharmacy')).resolves.toMatchObject({ name: 'Pharmacy', currency: 'MXN' });
    const { won, refused, broken } = await outcomesOf([1, 2, 3, 4].map(() => add(asha, 'Ward 7')));
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['STATE_CONFLICT'], []]);
  });

  test('no count is changed afterwards, not even by the owner of the tables', async () => {
    const drawer = await openDrawer(rig, 100);
    const change = (text: string) => rig.rows(text, [drawer.id]);
    await expect(
      change('update drawer_sessions set opening_minor = 0 where drawer_id = $1'),
    ).rejects.toThrow();
    await closeDrawer(rig, drawer, 100);
    await expect(
      change('update drawer_sessions set counted_minor = 0 where drawer_id = $1'),
    ).rejects.toThrow();
    await expect(change('delete from drawer_sessions where drawer_id = $1')).rejects.toThrow();
  });
});
