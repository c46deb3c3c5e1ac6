import { Booking } from '@holdfast/contract/booking/booking.schemas';
import { type BookingState, bookingState } from '@holdfast/contract/booking/booking.states';
import { ClinicId } from '@holdfast/contract/ids';
import { runInvariants } from '@holdfast/db/invariants';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asUser } from '../../src/clinic-rig.ts';
import { openScenario, type PlayedScenario } from '../../src/scenarios/open-scenario.ts';

let played: PlayedScenario;
let board: Booking[];
let now: number;

beforeAll(async () => {
  played = await openScenario('busy-day');
  const { rows } = await played.database.pools.owner.query<{ id: string; today: string }>(
    `select id, (app_now() at time zone time_zone)::date::text as today from clinics where slug = 'busy-day'`,
  );
  const clinicId = ClinicId.parse(rows[0]?.id);
  const read = played.core.useCases.bookings.board;
  const answer = await read(asUser(await played.userId('reception')), {
    clinicId,
    date: rows[0]?.today ?? '',
  });
  board = answer.bookings.map((booking) => Booking.parse(booking));
  now = Date.parse(answer.serverNow);
}, 60_000);
afterAll(() => played?.close());

const inState = (...states: BookingState[]) => board.filter(({ state }) => states.includes(state));

test('the board of today has more rows than a list shows at once, in every state that a day can bring', () => {
  expect(board.length).toBeGreaterThan(100);
  const { held, awaiting_payment, confirmed, checked_in, in_consultation } = bookingState;
  const { completed, expired, cancelled, no_show } = bookingState;
  expect(new Set(board.map(({ state }) => state))).toEqual(
    new Set([
      held,
      awaiting_payment,
      confirmed,
      checked_in,
      in_consultation,
      completed,
      expired,
      cancelled,
      no_show,
    ]),
  );
});

test('every doctor has one patient inside and others waiting, some of whom came before their time', () => {
  const doctors = new Set(board.map(({ doctorId }) => doctorId));
  expect(doctors.size).toBe(4);
  for (const doctor of doctors) {
    const theirs = (state: BookingState) => inState(state).filter(({ doctorId }) => doctorId === doctor);
    expect(theirs(bookingState.in_consultation)).toHaveLength(1);
    const starts = theirs(bookingState.checked_in).map(({ startsAt }) => Date.parse(startsAt));
    expect(starts.some((at) => at < now)).toBe(true);
    expect(starts.some((at) => at > now)).toBe(true);
  }
});

test('what is over has begun, and every later time of the day is taken', () => {
  const over = inState(bookingState.completed, bookingState.no_show, bookingState.in_consultation);
  expect(over.filter(({ startsAt }) => Date.parse(startsAt) > now)).toEqual([]);
  const ended = inState(bookingState.expired, bookingState.cancelled).filter(
    ({ startsAt }) => Date.parse(startsAt) > now,
  );
  const live = inState(bookingState.confirmed);
  for (const { doctorId, startsAt } of ended)
    expect(live.some((one) => one.doctorId === doctorId && one.startsAt === startsAt)).toBe(true);
});

test('confirmed visits are paid online or will be paid at the desk', () => {
  const covers = inState(bookingState.confirmed, bookingState.checked_in).map((one) => one.cover);
  expect(new Set(covers)).toEqual(new Set(['money', 'desk_permission']));
});

test('every invariant holds', async () => {
  const broken = (await runInvariants(played.database.pools.worker)).filter((one) => one.violations !== 0);
  expect(broken).toEqual([]);
});
