import { BookingId, type PatientId } from '@holdfast/contract/ids';
import type { DemoClinic } from '@holdfast/db/demo/demo-data';
import { asUser } from '../clinic-rig.ts';
import { manyPatients } from './people.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';
import {
  asReception,
  book,
  cancel,
  checkOut,
  holdBegun,
  listTimes,
  makeOverdue,
  pay,
  permit,
  type TimeOfDay,
  type Visit,
} from './visits.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const specialities = [
  ['Dr. Anand Gokhale', 'General medicine'],
  ['Dr. Bina Contractor', 'Paediatrics'],
  ['Dr. Cyrus Irani', 'Orthopaedics'],
  ['Dr. Devika Krishnan', 'Dermatology'],
] as const;

/** One zone for every two hours or so, so that it is about noon in one of them at any time. */
const zones = [
  'Pacific/Auckland',
  'Pacific/Guadalcanal',
  'Asia/Tokyo',
  'Asia/Bangkok',
  'Asia/Kolkata',
  'Asia/Dubai',
  'Africa/Nairobi',
  'Africa/Lagos',
  'Atlantic/Cape_Verde',
  'America/Sao_Paulo',
  'America/Bogota',
  'America/Phoenix',
  'America/Anchorage',
  'Pacific/Honolulu',
];

/** A morning behind the clinic and an afternoon ahead of it: at 3 at night no clinic is busy. */
async function zoneAtNoon({ owner }: Stage): Promise<string> {
  const { rows } = await owner.query<{ zone: string }>(
    `select zone from unnest($1::text[]) zone
     order by abs(extract(epoch from (app_now() at time zone zone)::time - time '12:30')) limit 1`,
    [zones],
  );
  return rows[0]?.zone ?? 'Asia/Kolkata';
}

const clinicIn = (timeZone: string): Omit<DemoClinic, 'slug'> => ({
  // Sorted before the demo's own clinics, so that the board of an account opens with it.
  name: 'Aarogya Polyclinic',
  address: '2 Station Road, Thane 400601',
  timeZone,
  currency: 'INR',
  paymentMode: 'online',
  deskPermission: 'staff',
  services: [{ name: 'Consultation', durationMinutes: 20, priceMinor: 60_000 }],
  doctors: specialities.map(([name, speciality]) => ({
    name,
    speciality,
    about: 'Sees patients all day.',
    services: ['Consultation'],
    weekdays: everyDay,
    sessions: [['08:00', '18:00']],
  })),
  patients: manyPatients(140, '+91981110'),
});

type End = 'waiting' | 'with doctor' | 'completed' | 'no-show' | 'cancelled';

/** How far a begun visit has come; `before` is how many begun ones of this doctor come after it. */
function endOf(before: number, turn: number): End {
  if (before < 2) return 'waiting';
  if (before === 2) return 'with doctor';
  if (turn % 7 === 3) return 'no-show';
  return turn % 9 === 5 ? 'cancelled' : 'completed';
}

/** Every other patient pays online, the rest at the desk. */
const paysOnline = (turn: number): boolean => turn % 2 === 0;

async function confirm(stage: Stage, held: Visit, turn: number): Promise<void> {
  if (paysOnline(turn)) await pay(stage, held);
  else await permit(stage, held);
}

async function goOn(stage: Stage, held: Pick<Visit, 'bookingId'>, end: End): Promise<void> {
  const { bookings } = stage.core.useCases;
  const input = { bookingId: held.bookingId };
  const asDoctor = asUser(stage.doctor, { requestId: stage.requestId });
  if (end === 'cancelled') return cancel(stage, held, 'the patient called: cannot come');
  if (end === 'no-show') return void (await bookings.noShow(asReception(stage), input));
  await bookings.checkIn(asReception(stage), input);
  if (end === 'waiting') return;
  await bookings.start(asDoctor, input);
  if (end === 'completed') await bookings.complete(asDoctor, input);
}

/** A patient without an account who came in person: booked, permitted and checked in within a minute. */
async function walkIn(stage: Stage, time: TimeOfDay, patientId: PatientId): Promise<void> {
  const held = await book(stage, time, patientId);
  await permit(stage, held);
  await goOn(stage, held, 'waiting');
}

/** A visit of this afternoon; each turn has its own story, and at the end of each the time is taken. */
async function planVisit(
  stage: Stage,
  time: TimeOfDay,
  turn: number,
  nextPatient: () => PatientId,
): Promise<void> {
  if (turn === 0) return walkIn(stage, time, nextPatient());
  const held = await book(stage, time, nextPatient());
  if (turn === 1) {
    // Came early.
    await confirm(stage, held, turn);
    await goOn(stage, held, 'waiting');
  } else if (turn === 3) {
    // Never paid: the hold ends when someone else asks for its time.
    await makeOverdue(stage, held);
    await permit(stage, await book(stage, time, nextPatient()));
  } else if (turn === 5) {
    await confirm(stage, held, turn);
    await cancel(stage, held, 'the doctor starts later today');
    await pay(stage, await book(stage, time, nextPatient()));
  } else if (turn % 6 !== 2) {
    await confirm(stage, held, turn);
  }
}

async function fillDoctor(
  stage: Stage,
  times: readonly TimeOfDay[],
  nextPatient: () => PatientId,
): Promise<void> {
  const begun = times.filter((time) => time.has_begun);
  const seats = begun.map((time) => ({ time, patientId: nextPatient() }));
  for (const [turn, ids] of (await holdBegun(stage, seats)).entries()) {
    const bookingId = BookingId.parse(ids.bookingId);
    if (paysOnline(turn)) await pay(stage, await checkOut(stage, ids));
    else await permit(stage, { bookingId });
    await goOn(stage, { bookingId }, endOf(begun.length - 1 - turn, turn));
  }
  const ahead = times.filter((time) => !time.has_begun);
  for (const [turn, time] of ahead.entries()) await planVisit(stage, time, turn, nextPatient);
}

/** Patients who have a time but not yet the provider's order. */
async function holdWhileProviderIsDown(stage: Stage, times: readonly TimeOfDay[], patientId: PatientId) {
  stage.core.gateway.setDown(true);
  for (const time of times) await book(stage, time, patientId);
  stage.core.gateway.setDown(false);
}

export const busyDay: Scenario = {
  name: 'busy-day',
  shows: 'a clinic whose today is full, in every state of the day',
  logsPhoneOut: false,
  fill: async (stage) => {
    const clinic = await stage.addClinic(clinicIn(await zoneAtNoon(stage)));
    // Holds of this clinic last all day: those of ten minutes would be gone before anyone has looked.
    await stage.owner.query('update clinics set hold_ttl_seconds = 36000 where id = $1', [clinic.id]);
    const [...waiting] = clinic.patients;
    const nextPatient = (): PatientId => {
      const patient = waiting.shift();
      if (!patient) throw new Error('busy-day: more visits than patients');
      return patient;
    };
    const byDoctor = Map.groupBy(await listTimes(stage, clinic, 0), (time) => time.doctor_id);
    const lastTimes = [...byDoctor.values()].map((times) => times.slice(-1));
    await holdWhileProviderIsDown(stage, lastTimes.flat().slice(0, 2), nextPatient());
    const taken = new Set(lastTimes.flat().slice(0, 2));
    await Promise.all(
      [...byDoctor.values()].map((times) =>
        fillDoctor(
          stage,
          times.filter((time) => !taken.has(time)),
          nextPatient,
        ),
      ),
    );
  },
};
