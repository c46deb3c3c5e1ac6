import { hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { walk } from './walk.ts';

let rig: ClinicRig;
const rowCount = 2000;

/** In each clinic patients of one name and of one instant, or nearly; a tenth of them the account's own. */
async function addPatients(clinicId: string, userId: string): Promise<void> {
  await rig.rows(
    `insert into patients (clinic_id, id, user_id, full_name, phone, locale, created_at)
     select $1, gen_random_uuid(), case n % 10 when 0 then $2::uuid end,
       case n % 3 when 0 then 'Zoya Same' when 1 then 'zoya same' else 'Zoya Sáme ' || n % 7 end,
       '+9198' || lpad(n::text, 8, '0'), 'en', '2026-05-04T09:00:00.123456Z'::timestamptz + (n % 3) * interval '1 microsecond'
     from generate_series(1, $3::int) n`,
    [clinicId, userId, rowCount],
  );
}

beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 1000 });
  const { asha, alameda, patient } = rig.clinics;
  for (const { id } of [asha, alameda]) await addPatients(id, patient.userId);
});
afterAll(() => rig.close());

const small = Array.from({ length: 3000 }, (_, index) => 1 + (index % 3));

describe('patients.list', () => {
  const storedIds = async (where: string, order: string) =>
    (
      await rig.rows<{ id: string }>(
        `select id from patients where clinic_id = $1 and ${where} order by ${order}, id`,
        [rig.clinics.asha.id],
      )
    ).map(({ id }) => id);

  test('shows the desk each patient of a name once, in order, and nobody of another clinic', async () => {
    const { asha } = rig.clinics;
    const caller = asUser(asha.staff.receptionist);
    const seen = await walk((input) =>
      rig.useCases.patients.list(caller, { ...input, clinicId: asha.id, search: 'zoya s' }),
    );
    expect(seen.map(({ id }) => id)).toEqual(await storedIds(`full_name ilike 'zoya s%'`, 'full_name'));
    expect(new Set(seen.map(({ clinicId }) => clinicId))).toEqual(new Set([asha.id]));
    expect(seen).toHaveLength(rowCount);
  });

  test("shows an account its own of this clinic once each, even in pages of one, and nobody's else", async () => {
    const { asha, patient } = rig.clinics;
    const seen = await walk(
      (input) => rig.useCases.patients.list(asUser(patient.userId), { ...input, clinicId: asha.id }),
      undefined,
      small,
    );
    const own = await storedIds(`user_id = '${patient.userId}'`, 'created_at');
    expect(own.length).toBeGreaterThanOrEqual(rowCount / 10);
    expect(seen.map(({ id }) => id)).toEqual(own);
  });

  test('refuses the cursor of another clinic, and of a search without it', async () => {
    const { asha, alameda, patient } = rig.clinics;
    const list = (input: object) => rig.useCases.patients.list(asUser(patient.userId), input as never);
    const { nextCursor: cursor } = await list({ clinicId: asha.id, limit: 3 });
    const refusal = { code: 'INVALID_INPUT', details: { fields: [{ field: 'cursor' }] } };
    await expect(list({ clinicId: alameda.id, cursor })).rejects.toMatchObject(refusal);
    await expect(list({ clinicId: asha.id, search: 'zoya', cursor })).rejects.toMatchObject(refusal);
    expect((await list({ clinicId: asha.id, cursor })).items).toHaveLength(50);
  });
});

describe('bookings.mine', () => {
  test('shows bookings at the same time once each, and none of another account', async () => {
    const { patient, otherPatient, asha } = rig.clinics;
    const held: string[] = [];
    const { items: family } = await rig.useCases.patients.list(asUser(patient.userId), { clinicId: asha.id });
    for (const time of ['09:00', '09:20'])
      for (const doctor of [0, 1, 2] as const) {
        const patientId = family[doctor]?.id ?? '';
        held.push((await hold(rig, { daysAhead: 3, time, doctor, patientId })).booking.id);
      }
    const mine = (userId: string) =>
      walk((input) => rig.useCases.bookings.mine(asUser(userId), input), undefined, small);
    const seen = await mine(patient.userId);
    expect(seen.map(({ id }) => id).toSorted()).toEqual(held.toSorted());
    expect(new Set(seen.map(({ startsAt }) => startsAt)).size).toBe(2);
    expect(seen.map(({ startsAt }) => startsAt)).toEqual(
      seen
        .map(({ startsAt }) => startsAt)
        .toSorted()
        .reverse(),
    );
    expect(await mine(otherPatient.userId)).toEqual([]);
  });
});
