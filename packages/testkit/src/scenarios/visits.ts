import { randomUUID } from 'node:crypto';
import type { RequestContext } from '@holdfast/contract/context';
import { BillId, BookingId, ClinicId, DoctorId, type PatientId, ServiceId } from '@holdfast/contract/ids';
import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { toInstant } from '@holdfast/contract/time';
import type { AttemptFact, PaymentFact } from '@holdfast/core/ports/payment-gateway';
import { insertHold, type Seat, type SeatIds } from '@holdfast/db/demo/insert-hold';
import { attemptFact, type Held } from '../booking-steps.ts';
import { asUser } from '../clinic-rig.ts';
import { inTransaction, type Stage, type StageClinic } from './stage.ts';

/** One time of a doctor's day, whether it is free or not. */
export interface TimeOfDay extends Omit<Seat, 'patient_id' | 'desk_id'> {
  /** It has begun, or is about to: the product no longer offers it. */
  readonly has_begun: boolean;
}

const timesOfDay = `
select d.clinic_id, d.id as doctor_id, s.id as service_id, s.price_minor, s.currency, c.cancellation_policy,
  day::text as today, t as starts_at, t + length as ends_at, t <= app_now() + interval '2 minutes' as has_begun
from clinics c
cross join lateral (select (app_now() at time zone c.time_zone)::date + $2::int as day) today
join doctors d on d.clinic_id = c.id
join schedule_rules r on r.clinic_id = c.id and r.doctor_id = d.id and r.weekday = extract(isodow from day)
join services s on s.clinic_id = c.id
cross join lateral (select make_interval(mins => s.duration_minutes) as length) visit
cross join lateral generate_series(
  (day + r.opens) at time zone c.time_zone, (day + r.closes) at time zone c.time_zone - length, length) t
where c.id = $1
order by t, d.name`;

/** Every time of a day, today being 0, in the order of the clock. For clinics with one service. */
export async function listTimes(
  { owner }: Stage,
  clinic: StageClinic,
  daysAhead: number,
): Promise<TimeOfDay[]> {
  const { rows } = await owner.query<TimeOfDay>(timesOfDay, [clinic.id, daysAhead]);
  return rows;
}

export const asReception = (stage: Stage): RequestContext =>
  asUser(stage.reception, { requestId: stage.requestId });

/** The desk books a patient at a time that is still offered. */
export async function book(stage: Stage, time: TimeOfDay, patientId: PatientId): Promise<Visit> {
  const { booking } = await stage.core.useCases.bookings.hold(asReception(stage), {
    clinicId: ClinicId.parse(time.clinic_id),
    doctorId: DoctorId.parse(time.doctor_id),
    serviceId: ServiceId.parse(time.service_id),
    patientId,
    startsAt: toInstant(time.starts_at),
    keepIfLate: false,
  });
  return checkOut(stage, { bookingId: booking.id, billId: booking.billId });
}

/** A booking that a scenario goes on with. */
export interface Visit {
  readonly bookingId: BookingId;
  readonly offer: Held['offer'];
}

/** Holds of visits that have begun since: only their rows are written here, the rest is done by the verbs. */
export async function holdBegun(
  stage: Stage,
  seats: readonly { readonly time: TimeOfDay; readonly patientId: PatientId }[],
): Promise<SeatIds[]> {
  return inTransaction(stage.owner, async (client) => {
    await client.query(
      `select set_config('app.reason', 'demo', true), set_config('app.system', 'system:demo', true)`,
    );
    const held: SeatIds[] = [];
    for (const { time, patientId } of seats) {
      const seat = { ...time, patient_id: patientId, desk_id: stage.reception };
      held.push(await insertHold(client, seat, 'online'));
    }
    return held;
  });
}

/** The checkout of a begun visit, for a patient who pays online. */
export async function checkOut(
  stage: Stage,
  { bookingId, billId }: Pick<SeatIds, 'bookingId' | 'billId'>,
): Promise<Visit> {
  const input = { billId: BillId.parse(billId) };
  const offer = await stage.core.useCases.bills.checkout(asReception(stage), input);
  return { bookingId: BookingId.parse(bookingId), offer: CheckoutOffer.parse(offer) };
}

/** A signed event of the provider. Returns its outcome. */
export async function tell(stage: Stage, eventType: string, facts: readonly PaymentFact[]) {
  const { gateway, ingestEvent } = stage.core;
  // What it tells, the provider also answers when it is asked.
  for (const fact of facts) if (fact.kind === 'attempt') gateway.attempts.set(fact.providerPaymentId, fact);
  const event = { eventId: `evt_${randomUUID()}`, eventType, accountId: gateway.accountId, facts };
  const { rawBody, headers } = gateway.sign(event);
  return ingestEvent(rawBody, headers, stage.requestId);
}

/** The patient pays online; `change` makes the money differ from what was asked. */
export async function pay(
  stage: Stage,
  held: Visit,
  change: Partial<AttemptFact> = {},
): Promise<AttemptFact> {
  const fact = attemptFact(held, 'captured', change);
  await tell(stage, 'payment.captured', [fact]);
  return fact;
}

/** Confirmed by the desk's permission: the patient pays there. */
export async function permit(stage: Stage, { bookingId }: Pick<Visit, 'bookingId'>): Promise<void> {
  await stage.core.useCases.bookings.permitDeskPayment(asReception(stage), { bookingId });
}

export async function cancel(
  stage: Stage,
  { bookingId }: Pick<Visit, 'bookingId'>,
  reason: string,
): Promise<void> {
  await stage.core.useCases.bookings.cancel(asReception(stage), { bookingId, reason });
}

/** Puts the deadline of a hold into the past: the next one who asks for its time, or the worker, ends it. */
export async function makeOverdue(stage: Stage, { bookingId }: Pick<Visit, 'bookingId'>): Promise<void> {
  await stage.owner.query(
    `update bookings set hold_expires_at = app_now() - interval '1 second' where id = $1`,
    [bookingId],
  );
}

/** Calls whose outcome nobody knows have been under way for as long as one may be. */
export async function letCallsBeLate({ owner, core }: Stage): Promise<void> {
  await owner.query(
    `with late as (
       update operations set sla_at = app_now()
       where state = 'unknown' and provider_account_id = $1 returning clinic_id, bill_id)
     update bills b set review_at = app_now() from late l where b.clinic_id = l.clinic_id and b.id = l.bill_id`,
    [core.gateway.providerAccountId],
  );
}
