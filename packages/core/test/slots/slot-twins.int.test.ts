import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { slotsOfDay, type WeeklyRule } from '../../src/domain/slot/slots-of-day.ts';
import { type Calendar, calendars, transitionDays, zonesInTest } from './calendars.ts';

let rig: ClinicRig;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
});
afterAll(() => rig.close());

async function save(calendar: Calendar, doctorId: string): Promise<void> {
  const { id } = rig.clinics.asha;
  await rig.rows('delete from schedule_rules where doctor_id = $1', [doctorId]);
  await rig.rows('delete from schedule_leaves where doctor_id = $1', [doctorId]);
  await rig.rows('update doctors set min_notice_minutes = $2, max_horizon_days = $3 where id = $1', [
    doctorId,
    calendar.minNoticeMinutes,
    calendar.maxHorizonDays,
  ]);
  for (const { weekday, opens, closes, validFrom, validUntil } of calendar.rules) {
    await rig.rows(
      `insert into schedule_rules (clinic_id, doctor_id, weekday, opens, closes, valid_from, valid_until)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, doctorId, weekday, opens, closes, validFrom, validUntil],
    );
  }
  for (const { startsAt, endsAt } of calendar.leaves) {
    await rig.rows(
      'insert into schedule_leaves (clinic_id, doctor_id, during) values ($1, $2, tstzrange($3, $4))',
      [id, doctorId, new Date(startsAt), new Date(endsAt)],
    );
  }
}

/** The instants that PostgreSQL offers, of many, in one statement. */
async function offeredBySql(
  doctorId: string,
  calendar: Calendar,
  instants: readonly number[],
): Promise<number[]> {
  const rows = await rig.rows<{ at: Date }>(
    `select at from unnest($1::timestamptz[]) as at where slot_refusal($2, $3, $4, $5, at) is null order by at`,
    [
      instants.map((at) => new Date(at)),
      rig.clinics.asha.id,
      doctorId,
      calendar.durationMinutes,
      calendar.timeZone,
    ],
  );
  return rows.map((row) => row.at.getTime());
}

/** Every ten minutes of the day and its neighbours, where a slot could be wrongly offered or rejected. */
function candidates(calendar: Calendar, offered: readonly number[]): number[] {
  const from = Temporal.PlainDate.from(calendar.date).toZonedDateTime(calendar.timeZone).epochMilliseconds;
  const grid = Array.from({ length: (24 * 60 + 240) / 10 }, (_, n) => from - 2 * 3_600_000 + n * 600_000);
  const besides = offered.flatMap((at) => [at - 60_000, at + 60_000, at + 1_000, at + 1]);
  return [...new Set([...grid, ...offered, ...besides])];
}

const localDay = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();

async function compare(calendar: Calendar): Promise<void> {
  const doctorId = rig.clinics.asha.doctors[0];
  await save(calendar, doctorId);
  const [clock] = await rig.rows<{ now: Date }>('select clock_timestamp() as now');
  const now = clock?.now.getTime() ?? 0;
  const byTypeScript = slotsOfDay({
    ...calendar,
    busy: calendar.leaves,
    after: now + calendar.minNoticeMinutes * 60_000,
    until: now + calendar.maxHorizonDays * 86_400_000,
  }).map((slot) => slot.startsAt);
  const bySql = await offeredBySql(doctorId, calendar, candidates(calendar, byTypeScript));
  const sameDay = bySql.filter((at) => localDay(at, calendar.timeZone) === calendar.date);
  expect(sameDay, JSON.stringify(calendar)).toEqual(byTypeScript);
}

describe('the hold rejects exactly what the search does not offer', () => {
  test('random doctors, schedules, leaves and notices in every zone of the list', async () => {
    await fc.assert(fc.asyncProperty(calendars(), compare), { numRuns: 150 });
  });

  test.each(zonesInTest)('on every change of the clocks of %s in the coming year', async (timeZone) => {
    for (const date of transitionDays(timeZone)) {
      const weekday = Temporal.PlainDate.from(date).dayOfWeek;
      const rule = (opens: string, closes: string): WeeklyRule => ({
        weekday,
        opens,
        closes,
        validFrom: '2020-01-01',
        validUntil: null,
      });
      for (const rules of [
        [rule('00:00', '24:00')],
        [rule('00:30', '02:30'), rule('02:30', '06:10')],
        [rule('22:40', '24:00')],
      ]) {
        for (const durationMinutes of [20, 45]) {
          const open = { minNoticeMinutes: 0, maxHorizonDays: 366, leaves: [] };
          await compare({ ...open, timeZone, date, rules, durationMinutes });
        }
      }
    }
  });
});
