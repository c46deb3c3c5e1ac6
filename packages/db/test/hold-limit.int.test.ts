import type { TestDatabase } from '@holdfast/testkit/test-database';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toStorageError } from '../src/pg-errors.ts';
import type { Place } from './invariants/clinic-day.ts';
import { openClinic } from './invariants/clinic-day.ts';

let database: TestDatabase;
let place: Place;

beforeAll(async () => {
  database = await createTestDatabase({ poolMax: 16 });
  place = await openClinic(database.pools.owner, 'home');
});
afterAll(() => database.close());

const maxOpenHolds = 3;

async function patient(email: string): Promise<{ userId: string; patientId: string }> {
  const { rows } = await database.pools.owner.query<{ userId: string; patientId: string }>(
    `with u as (insert into users (display_name, email) values ('P', $1) returning id)
     insert into patients (clinic_id, user_id, full_name, phone) select $2, id, 'P', '+919812345678' from u
     returning user_id as "userId", id as "patientId"`,
    [email, place.clinicId],
  );
  if (!rows[0]) throw new Error('no patient');
  return rows[0];
}

/** One hold per half hour, all at once. */
async function holdAtOnce(
  who: { userId: string; patientId: string },
  times: readonly string[],
): Promise<string[]> {
  const hold = (time: string): Promise<string> =>
    database.pools.api
      .query(
        `select replayed from hold_slot($1, 'r', $2, $3, $4, $5, ((current_date + 2) + $6::time) at time zone 'Asia/Kolkata',
           true, $7, $8, '\\x01')`,
        [
          who.userId,
          place.clinicId,
          place.doctorId,
          place.serviceId,
          who.patientId,
          time,
          maxOpenHolds,
          `${who.userId} ${time}`,
        ],
      )
      .then(
        () => 'held',
        (error: unknown) => toStorageError(error)?.rule ?? String(error),
      );
  return Promise.all(times.map(hold));
}

test('a patient who requests many slots concurrently gets no more than the limit', async () => {
  const times = Array.from(
    { length: 14 },
    (_, index) => `${9 + Math.floor(index / 2)}:${index % 2 === 0 ? '00' : '30'}`,
  );
  const answers = await holdAtOnce(await patient('many@example.test'), times);
  expect(answers.filter((answer) => answer === 'held')).toHaveLength(maxOpenHolds);
  expect(new Set(answers)).toEqual(new Set(['held', 'HOLD_LIMIT']));
});

test('two patients do not count against each other', async () => {
  const answers = await holdAtOnce(await patient('other@example.test'), ['16:00', '16:30']);
  expect(answers).toEqual(['held', 'held']);
});
