import { clinicTime, type HoldOptions, hold, holdInput } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../outcomes.ts';

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 2 });
});
afterAll(() => rig.close());

type Input = ReturnType<typeof holdInput>;

function holdWith(change: Partial<Record<keyof Input, unknown>>, options: HoldOptions = {}) {
  const context = asUser(options.userId ?? rig.clinics.patient.userId, { key: 'refused' });
  return rig.useCases.bookings.hold(context, { ...holdInput(rig, options), ...change } as Input);
}

async function nothingIsLeft(): Promise<void> {
  const [row] = await rig.rows<Record<string, number>>(
    `select (select count(*)::int from bookings) as bookings, (select count(*)::int from payments) as payments,
       (select count(*)::int from idempotency_keys) as keys, (select count(*)::int from audit_log) as audits,
       (select count(*)::int from feed) as feed, (select count(*)::int from booking_resources) as resources`,
  );
  expect(row).toEqual({ bookings: 0, payments: 0, keys: 0, audits: 0, feed: 0, resources: 0 });
}

const ghost = '01890000-0000-7000-8000-000000000000';

describe('a rejected hold has a reason and writes nothing', () => {
  const refusals: [string, string, () => Promise<unknown>][] = [
    [
      'a patient of another account is not found',
      'NOT_FOUND',
      () => hold(rig, { key: 'k', patientId: rig.clinics.otherPatient.patientAt.asha }),
    ],
    [
      'the own patient of another clinic is not found',
      'NOT_FOUND',
      () => hold(rig, { key: 'k', patientId: rig.clinics.patient.patientAt.alameda }),
    ],
    [
      'a doctor of another clinic is not found',
      'NOT_FOUND',
      () => holdWith({ doctorId: rig.clinics.alameda.doctors[0] }),
    ],
    [
      'a service of another clinic is not found',
      'NOT_FOUND',
      () => holdWith({ serviceId: rig.clinics.alameda.services.visit.id }),
    ],
    ['a clinic that does not exist is not found', 'NOT_FOUND', () => holdWith({ clinicId: ghost })],
    [
      'a patient that does not exist is not found by the desk',
      'NOT_FOUND',
      () => holdWith({ patientId: ghost }, { userId: rig.clinics.asha.staff.receptionist }),
    ],
    [
      'a receptionist of another clinic has no access',
      'NOT_FOUND',
      () => hold(rig, { key: 'k', userId: rig.clinics.alameda.staff.receptionist }),
    ],
    [
      'a doctor may not hold for the clinic’s patients',
      'NOT_FOUND',
      () => hold(rig, { key: 'k', userId: rig.clinics.asha.staff.doctor }),
    ],
    [
      'a suspended receptionist is rejected',
      'ACCOUNT_SUSPENDED',
      () => hold(rig, { key: 'k', userId: rig.clinics.suspended }),
    ],
    ['a time off the grid is not offered', 'SLOT_NOT_OFFERED', () => hold(rig, { key: 'k', time: '09:10' })],
    [
      'a time off the grid by a second is not offered',
      'SLOT_NOT_OFFERED',
      () => hold(rig, { key: 'k', time: '09:20:01' }),
    ],
    [
      'a time off the grid by a millisecond is not offered',
      'SLOT_NOT_OFFERED',
      () => holdWith({ startsAt: clinicTime(rig.clinics.asha, 1, '09:20').replace('.000Z', '.001Z') }),
    ],
    [
      'a time before the session is not offered',
      'SLOT_NOT_OFFERED',
      () => hold(rig, { key: 'k', time: '08:40' }),
    ],
    [
      'a time in the lunch break is not offered',
      'SLOT_NOT_OFFERED',
      () => hold(rig, { key: 'k', time: '13:00' }),
    ],
    [
      'a visit that would end after the session is not offered',
      'SLOT_NOT_OFFERED',
      () => hold(rig, { key: 'k', service: 'visit', time: '19:50' }),
    ],
    ['yesterday is not offered', 'SLOT_NOT_OFFERED', () => hold(rig, { key: 'k', daysAhead: -1 })],
    [
      'a day beyond the horizon is not offered',
      'SLOT_NOT_OFFERED',
      () => hold(rig, { key: 'k', daysAhead: 91 }),
    ],
  ];

  test.each(refusals)('%s: %s', async (_sentence, code, call) => {
    expect(await refusalOf(call())).toBe(code);
    await nothingIsLeft();
  });

  test('a slot inside the doctor’s notice is rejected, the next one is not', async () => {
    const doctor = rig.clinics.asha.doctors[2];
    const set = (minutes: number) =>
      rig.rows('update doctors set min_notice_minutes = $2 where id = $1', [doctor, minutes]);
    const untilSlot = Math.floor(
      (Date.parse(clinicTime(rig.clinics.asha, 2, '10:00')) - Date.now()) / 60_000,
    );
    await set(untilSlot + 10);
    expect(await refusalOf(hold(rig, { key: 'k', doctor: 2, daysAhead: 2, time: '10:00' }))).toBe(
      'SLOT_NOT_OFFERED',
    );
    await nothingIsLeft();
    await set(0);
  });

  test('an inactive doctor accepts no new bookings', async () => {
    const doctor = rig.clinics.asha.doctors[2];
    await rig.rows('update doctors set active = false where id = $1', [doctor]);
    expect(await refusalOf(hold(rig, { key: 'k', doctor: 2 }))).toBe('NOT_FOUND');
    await rig.rows('update doctors set active = true where id = $1', [doctor]);
    await nothingIsLeft();
  });

  test('no slot that touches a leave is offered, the slot right after it is', async () => {
    const { asha } = rig.clinics;
    const [leave] = await rig.rows<{ id: string }>(
      `insert into schedule_leaves (clinic_id, doctor_id, during) values ($1, $2, tstzrange($3, $4)) returning id`,
      [asha.id, asha.doctors[1], clinicTime(asha, 3, '09:30'), clinicTime(asha, 3, '10:00')],
    );
    for (const time of ['09:20', '09:40']) {
      expect(await refusalOf(hold(rig, { key: 'k', doctor: 1, daysAhead: 3, time }))).toBe(
        'SLOT_NOT_OFFERED',
      );
    }
    await nothingIsLeft();
    const after = await hold(rig, { doctor: 1, daysAhead: 3, time: '10:00' });
    expect(after.booking.state).toBe('held');
    await rig.rows('delete from schedule_leaves where id = $1', [leave?.id]);
  });
});

describe('the limit of open holds', () => {
  test('counts open holds, not released ones, and does not apply to the desk', async () => {
    const { patient, asha } = rig.clinics;
    await hold(rig, { daysAhead: 4, time: '09:00' });
    expect(await refusalOf(hold(rig, { daysAhead: 4, time: '09:20' }))).toBe('HOLD_LIMIT');
    const { items } = await rig.useCases.bookings.mine(asUser(patient.userId), {});
    const bookingId = items[0]?.id as Input['patientId'] & string;
    await rig.useCases.bookings.cancel(asUser(patient.userId), {
      bookingId: bookingId as never,
      reason: 'changed my mind',
    });
    await hold(rig, { daysAhead: 4, time: '09:20' });
    for (const time of ['16:00', '16:20', '16:40', '17:00']) {
      await hold(rig, { userId: asha.staff.receptionist, daysAhead: 4, time });
    }
  });
});
