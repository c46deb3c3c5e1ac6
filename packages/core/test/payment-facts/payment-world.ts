import { randomUUID } from 'node:crypto';
import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import { clinicTime } from '@holdfast/testkit/booking-steps';
import type { ClinicRig } from '@holdfast/testkit/clinic-rig';
import type pg from 'pg';
import { askedAmountMinor, type Given } from './cases.ts';

/** The account of every order here. */
export const account = 'a0000000-0000-4000-8000-00000000facc';

/** A payment before the facts arrive. */
export interface PaymentWorld {
  readonly clinicId: string;
  readonly bookingId: string;
  readonly paymentId: string;
  readonly orderId: string;
  /** Provider's id of the known attempt, if there is one. */
  readonly knownPaymentId: string;
}

async function addBooking(
  client: pg.ClientBase,
  rig: ClinicRig,
  booking: { id: string; paymentId: string; state: BookingState; startsAt: string; keepIfLate: boolean },
): Promise<void> {
  const { asha, patient } = rig.clinics;
  const { visit } = asha.services;
  await client.query(
    `insert into bills (clinic_id, id, patient_id, currency) values ($1, $2, $3, 'INR') on conflict do nothing`,
    [asha.id, booking.paymentId, patient.patientAt.asha],
  );
  await client.query(
    `insert into bookings (clinic_id, id, patient_id, doctor_id, service_id, during, visit_date, state, hold_expires_at,
       price_minor, currency, policy_snapshot, keep_if_late, payment_id, bill_id, created_by)
     values ($1, $2, $3, $4, $5, tstzrange($6, $6::timestamptz + interval '20 minutes'), $6::timestamptz::date, $7,
       clock_timestamp() + interval '10 minutes', $8, 'INR', '{}', $9, $10, $10, $11)`,
    [
      asha.id,
      booking.id,
      patient.patientAt.asha,
      asha.doctors[0],
      visit.id,
      booking.startsAt,
      booking.state,
      askedAmountMinor,
      booking.keepIfLate,
      booking.paymentId,
      patient.userId,
    ],
  );
  await client.query(
    `insert into booking_resources (clinic_id, booking_id, resource_id, during, live)
     select clinic_id, id, doctor_id, during, $2 from bookings where id = $1`,
    [booking.id, bookingMachine.is.live(booking.state)],
  );
}

async function addAttempt(
  client: pg.ClientBase,
  world: PaymentWorld,
  attempt: { providerPaymentId: string; state: string; quarantine?: string | undefined },
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `insert into payment_attempts (clinic_id, payment_id, provider_account_id, provider_payment_id, state,
       amount_minor, currency, method, quarantine_reason, occurred_at)
     values ($1, $2, $3, $4, $5, $6, 'INR', 'upi', $7, clock_timestamp()) returning id`,
    [
      world.clinicId,
      world.paymentId,
      account,
      attempt.providerPaymentId,
      attempt.state,
      askedAmountMinor,
      attempt.quarantine ?? null,
    ],
  );
  await client.query(
    `insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
     values ($1, $2, 'payment', $3, $4)`,
    [account, attempt.providerPaymentId, world.clinicId, world.paymentId],
  );
  return rows[0]?.id ?? '';
}

/** The capture that settled the payment, with its evidence and its posting. */
async function addSettlement(client: pg.ClientBase, world: PaymentWorld, attemptId: string): Promise<void> {
  const { clinicId, paymentId, bookingId } = world;
  await client.query(`update payments set state = 'captured', settling_attempt_id = $2 where id = $1`, [
    paymentId,
    attemptId,
  ]);
  await client.query(
    `insert into booking_evidence (clinic_id, booking_id, kind, attempt_id) values ($1, $2, 'capture', $3)`,
    [clinicId, bookingId, attemptId],
  );
  await client.query(
    `with posting as (
       insert into ledger_postings (clinic_id, fact_key, payment_id, bill_id, cause, effective_at)
       values ($1, 'capture:' || $2::text, $3, $3, 'capture', app_now()) returning id
     )
     insert into ledger_entries (clinic_id, posting_id, account, owner_id, amount_minor, currency)
     select $1, posting.id, side.account, $3, side.amount, 'INR'
     from posting, (values ('provider_balance', $4::bigint), ('patient_funds', -$4::bigint)) as side (account, amount)`,
    [clinicId, attemptId, paymentId, askedAmountMinor],
  );
}

async function fill(client: pg.ClientBase, rig: ClinicRig, given: Given): Promise<PaymentWorld> {
  const world: PaymentWorld = {
    clinicId: rig.clinics.asha.id,
    bookingId: randomUUID(),
    paymentId: randomUUID(),
    orderId: `order_${randomUUID()}`,
    knownPaymentId: `pay_${randomUUID()}`,
  };
  const state = given.booking ?? 'awaiting_payment';
  const startsAt = clinicTime(rig.clinics.asha, given.begun ? -1 : 3, '09:00');
  const keepIfLate = given.keepIfLate ?? false;
  await client.query(
    `insert into provider_accounts (id, provider, account_ref, mode) values ($1, 'razorpay', 'acc_facts', 'test')`,
    [account],
  );
  await addBooking(client, rig, {
    id: world.bookingId,
    paymentId: world.paymentId,
    state,
    startsAt,
    keepIfLate,
  });
  await client.query(
    `insert into payments (clinic_id, id, bill_id, booking_id, patient_id, rail, state, amount_minor, currency, provider_account_id, provider_order_id)
     select clinic_id, payment_id, bill_id, id, patient_id, 'razorpay', $2, price_minor, currency, $3, $4 from bookings where id = $1`,
    [world.bookingId, given.settled ? 'pending' : (given.payment ?? 'pending'), account, world.orderId],
  );
  await client.query(
    `insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
     values ($1, $2, 'order', $3, $4)`,
    [account, world.orderId, world.clinicId, world.paymentId],
  );
  if (bookingMachine.is.needsCover(state) && !given.settled) {
    await client.query(
      `insert into booking_evidence (clinic_id, booking_id, kind, granted_by) values ($1, $2, 'desk_permission', $3)`,
      [world.clinicId, world.bookingId, rig.clinics.asha.staff.receptionist],
    );
  }
  const known = given.attempt && {
    providerPaymentId: world.knownPaymentId,
    state: given.attempt,
    quarantine: given.quarantined,
  };
  const knownId = known ? await addAttempt(client, world, known) : null;
  if (given.settled) {
    const isKnown = given.attempt === 'captured';
    const other = { providerPaymentId: `pay_${randomUUID()}`, state: 'captured' };
    await addSettlement(client, world, isKnown && knownId ? knownId : await addAttempt(client, world, other));
  }
  if (given.slotTaken) {
    await addBooking(client, rig, {
      id: randomUUID(),
      paymentId: randomUUID(),
      state: 'held',
      startsAt,
      keepIfLate: false,
    });
  }
  return world;
}

/** Opens a transaction with a payment in the given state; the caller rolls it back. */
export async function beginWorld(client: pg.ClientBase, rig: ClinicRig, given: Given): Promise<PaymentWorld> {
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  const world = await fill(client, rig, given);
  await client.query('set local session_replication_role = origin');
  return world;
}

/** From here on the transaction runs as the ingest role, under its grants, policies and triggers. */
export async function actAsWebhook(client: pg.ClientBase): Promise<void> {
  await client.query('set local role holdfast_ingest');
  await client.query(`select enter_actor(null, 'system:webhook', 'facts', null, null, null)`);
}
