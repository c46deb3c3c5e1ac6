import { demoPassword, demoPasswordHash } from '@holdfast/db/demo/demo-data';
import type pg from 'pg';
import { send } from './load.ts';
import type { BenchStack } from './stack.ts';

/** A receptionist with a separate address: rate limits count per account and per address, and stay on. */
export interface Caller {
  readonly userId: string;
  readonly email: string;
  readonly address: string;
  readonly token: string;
}

export interface Slot {
  readonly doctorId: string;
  readonly startsAt: string;
}

/** A clinic that takes payment at the desk, so that a hold calls no provider. */
export interface BenchClinic {
  readonly clinicId: string;
  readonly patientId: string;
  readonly serviceId: string;
  /** Logs the receptionists in again before their tokens expire. */
  readonly keepLoggedIn: () => Promise<void>;
  /** Receptionists in turn, so that each account makes few calls. */
  readonly nextCaller: () => Caller;
  /** Free times of the clinic's current day. */
  readonly takeToday: (count: number) => Slot[];
  /** Free times of later days. */
  readonly takeLater: (count: number) => Slot[];
  /** A day with the board's own bookings only. */
  readonly boardDate: string;
  readonly takeForBoard: (count: number) => Slot[];
}

const mostCallers = 240;
/** A token is good for a quarter of an hour. */
const renewAfterMs = 8 * 60_000;
const doctorCount = 40;
const slotMinutes = 10;
const opensHour = 6;
const closesHour = 23;
const hourMs = 3_600_000;

async function one(pool: pg.Pool, text: string, values: readonly unknown[] = []): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(text, [...values]);
  const id = rows[0]?.id;
  if (!id) throw new Error('bench: a row was expected');
  return id;
}

/** Hours to add so that the clinic has just opened, whatever the local time is. */
function offsetHours(now: Date): number {
  const ahead = opensHour - now.getUTCHours();
  return ahead < -11 ? ahead + 24 : ahead;
}

/** `Etc/GMT-5` is five hours *ahead* of Greenwich. */
const zoneOf = (offset: number): string => `Etc/GMT${offset <= 0 ? '+' : '-'}${Math.abs(offset)}`;

/** All times of the n-th day from today, for every doctor at each time. */
function* slotsOfDay(midnightMs: number, doctors: readonly string[], fromMs: number): Generator<Slot> {
  const closes = midnightMs + closesHour * hourMs;
  for (let at = midnightMs + opensHour * hourMs; at < closes; at += slotMinutes * 60_000) {
    if (at <= fromMs) continue;
    for (const doctorId of doctors) yield { doctorId, startsAt: new Date(at).toISOString() };
  }
}

function taker(slots: Iterator<Slot>): (count: number) => Slot[] {
  return (count) =>
    Array.from({ length: count }, () => {
      const next = slots.next();
      if (next.done) throw new Error('bench: no free times left; ask for fewer rounds');
      return next.value;
    });
}

function calendar(now: Date, offset: number, doctors: readonly string[]) {
  const dayMs = 24 * hourMs;
  const localMidnight = Math.floor((now.getTime() + offset * hourMs) / dayMs) * dayMs - offset * hourMs;
  const day = (index: number) =>
    slotsOfDay(localMidnight + index * dayMs, doctors, now.getTime() + 1.5 * hourMs);
  function* later(): Generator<Slot> {
    for (let index = 2; index < 85; index += 1) yield* day(index);
  }
  return {
    takeToday: taker(day(0)),
    takeForBoard: taker(day(1)),
    takeLater: taker(later()),
    boardDate: new Date(localMidnight + dayMs + offset * hourMs).toISOString().slice(0, 10),
  };
}

async function addDoctors(owner: pg.Pool, clinicId: string, serviceId: string): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into doctors (clinic_id, name, speciality)
     select $1, 'Doctor ' || n, 'General medicine' from generate_series(1, $2::int) n returning id`,
    [clinicId, doctorCount],
  );
  await owner.query(
    'insert into doctor_services select clinic_id, id, $2 from doctors where clinic_id = $1',
    [clinicId, serviceId],
  );
  await owner.query(
    `insert into schedule_rules (clinic_id, doctor_id, weekday, opens, closes, valid_from)
     select clinic_id, id, weekday, $2, $3, current_date - 2 from doctors, generate_series(1, 7) weekday
     where clinic_id = $1`,
    [clinicId, `${opensHour}:00`, `${closesHour}:00`],
  );
  return rows.map(({ id }) => id);
}

async function addReceptionists(
  owner: pg.Pool,
  clinicId: string,
  count: number,
): Promise<Omit<Caller, 'token'>[]> {
  const { rows } = await owner.query<{ id: string; email: string }>(
    `insert into users (display_name, email)
     select 'Desk ' || n, 'desk' || n || '@bench.test' from generate_series(1, $1::int) n returning id, email`,
    [count],
  );
  const ids = rows.map(({ id }) => id);
  await owner.query('insert into credentials (user_id, password_hash) select unnest($1::uuid[]), $2', [
    ids,
    demoPasswordHash,
  ]);
  await owner.query(
    `insert into memberships (clinic_id, user_id, role) select $1, unnest($2::uuid[]), 'receptionist'`,
    [clinicId, ids],
  );
  return rows.map(({ id, email }, index) => ({
    userId: id,
    email,
    address: `10.7.${Math.floor(index / 200)}.${1 + (index % 200)}`,
  }));
}

export function logInRequest(caller: Pick<Caller, 'email' | 'address'>) {
  return {
    method: 'POST',
    path: '/api/v1/auth/login',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': caller.address },
    body: JSON.stringify({ email: caller.email, password: demoPassword }),
  } as const;
}

async function logIn(stack: BenchStack, caller: Omit<Caller, 'token'>): Promise<Caller> {
  const { status, body } = await send(stack.agent, stack.apiPort, logInRequest(caller));
  const answer: { accessToken?: string } = status === 200 ? JSON.parse(body) : {};
  if (!answer.accessToken) throw new Error(`bench: ${caller.email} cannot log in: ${status} ${body}`);
  return { ...caller, token: answer.accessToken };
}

/** `scale`: a tenth of the calls needs a tenth of the callers. */
export async function fillClinic(stack: BenchStack, scale: number): Promise<BenchClinic> {
  const owner = stack.superuser;
  const now = new Date();
  const offset = offsetHours(now);
  const clinicId = await one(
    owner,
    `insert into clinics (slug, name, time_zone, currency, payment_mode, hold_ttl_seconds)
     values ('bench', 'Bench', $1, 'INR', 'desk', 86400) returning id`,
    [zoneOf(offset)],
  );
  const serviceId = await one(
    owner,
    `insert into services (clinic_id, name, duration_minutes, price_minor, currency)
     values ($1, 'Visit', $2, 80000, 'INR') returning id`,
    [clinicId, slotMinutes],
  );
  const patientId = await one(
    owner,
    `insert into patients (clinic_id, full_name, phone) values ($1, 'Bench Patient', '+919800000000') returning id`,
    [clinicId],
  );
  const doctors = await addDoctors(owner, clinicId, serviceId);
  const people = await addReceptionists(owner, clinicId, Math.ceil(mostCallers * scale));
  let callers: Caller[] = [];
  let loggedInAtMs = 0;
  const keepLoggedIn = async (): Promise<void> => {
    if (Date.now() - loggedInAtMs < renewAfterMs) return;
    loggedInAtMs = Date.now();
    const fresh: Caller[] = [];
    for (let from = 0; from < people.length; from += 4)
      fresh.push(...(await Promise.all(people.slice(from, from + 4).map((one) => logIn(stack, one)))));
    callers = fresh;
  };
  await keepLoggedIn();
  let turn = 0;
  const nextCaller = (): Caller => {
    const caller = callers[turn % callers.length];
    if (!caller) throw new Error('bench: nobody to call');
    turn += 1;
    return caller;
  };
  return { clinicId, patientId, serviceId, keepLoggedIn, nextCaller, ...calendar(now, offset, doctors) };
}
