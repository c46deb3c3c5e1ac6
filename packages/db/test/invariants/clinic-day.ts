import type { PaymentFact } from '@holdfast/core/ports/payment-gateway';
import { type ClinicRig, wireCore } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import type pg from 'pg';

/** Ids of the rows of a busy day, all written through the product's own functions. */
export interface ClinicDay {
  readonly clinicId: string;
  readonly otherClinicId: string;
  readonly doctorId: string;
  readonly patientUserId: string;
  readonly patientId: string;
  readonly held: string;
  readonly confirmed: string;
  readonly refunded: string;
  readonly lateKept: string;
  readonly lateReturned: string;
}

async function one<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row> {
  const result = await pool.query<Row>(sql, [...values]);
  const row = result.rows[0];
  if (!row) throw new Error(`no row: ${sql}`);
  return row;
}

const insertId = async (pool: pg.Pool, sql: string, values: readonly unknown[] = []): Promise<string> =>
  (await one<{ id: string }>(pool, `${sql} returning id`, values)).id;

/** The account of every order. */
const accountId = 'a0000000-0000-4000-8000-00000000facc';

export interface Place {
  readonly clinicId: string;
  readonly doctorId: string;
  readonly serviceId: string;
}

export async function openClinic(owner: pg.Pool, slug: string): Promise<Place> {
  await owner.query(
    `insert into provider_accounts (id, provider, account_ref, mode) values ($1, 'razorpay', 'acc', 'test') on conflict do nothing`,
    [accountId],
  );
  const clinicId = await insertId(
    owner,
    `insert into clinics (slug, name, time_zone, currency, payment_mode) values ($1, $1, 'Asia/Kolkata', 'INR', 'online')`,
    [slug],
  );
  const doctorId = await insertId(
    owner,
    `insert into doctors (clinic_id, name, speciality) values ($1, 'D', 'S')`,
    [clinicId],
  );
  const serviceId = await insertId(
    owner,
    `insert into services (clinic_id, name, duration_minutes, price_minor, currency) values ($1, 'V', 30, 80000, 'INR')`,
    [clinicId],
  );
  await owner.query('insert into doctor_services values ($1, $2, $3)', [clinicId, doctorId, serviceId]);
  await owner.query(
    `insert into schedule_rules (clinic_id, doctor_id, weekday, opens, closes, valid_from)
     select $1, $2, day, '09:00', '17:00', '2020-01-01' from generate_series(1, 7) as day`,
    [clinicId, doctorId],
  );
  return { clinicId, doctorId, serviceId };
}

type Core = Omit<ClinicRig<FakeGateway>, 'clinics'>;

/** What happens in a clinic, under the roles that do it. */
function actionsIn(core: Core, home: Place, userId: string, patientId: string) {
  const { owner, api } = core.database.pools;
  const hold = async (time: string, keepIfLate: boolean): Promise<{ id: string; payment_id: string }> =>
    one(
      api,
      `select (booking).id, (booking).payment_id from hold_slot($1, 'r', $2, $3, $4, $5,
         ((current_date + 2) + $6::time) at time zone 'Asia/Kolkata', $7, 50, $6::text, '\\x01')`,
      [userId, home.clinicId, home.doctorId, home.serviceId, patientId, time, keepIfLate],
    );
  const deliver = async (eventId: string, fact: Partial<PaymentFact>): Promise<void> => {
    const untold = { method: null, feeMinor: null, taxMinor: null, errorCode: null, errorReason: null };
    const untoldOfRefund = { refundId: null, bankReference: null };
    const seen = { occurredAt: new Date('2026-01-01T00:00:00Z'), amountMinor: 80_000, currency: 'INR' };
    const facts = [{ ...untold, ...untoldOfRefund, ...seen, ...fact } as PaymentFact];
    const { rawBody, headers } = core.gateway.sign({ eventId, eventType: 'event', accountId: 'acc', facts });
    await core.ingestEvent(rawBody, headers, 'r');
  };
  const order = (paymentId: string, number: number): Promise<pg.QueryResult> =>
    owner.query(
      `select attach_provider_order($1, $2, '${accountId}', $3)
       from (select set_config('app.system', 'system:webhook', true)) as actor`,
      [home.clinicId, paymentId, `order_${number}`],
    );
  const capture = (number: number): Promise<void> =>
    deliver(`capture_${number}`, {
      kind: 'attempt',
      providerOrderId: `order_${number}`,
      providerPaymentId: `pay_${number}`,
      state: 'captured',
    });
  const end = async (id: string, state: string): Promise<void> => {
    await owner.query('update bookings set state = $2 where id = $1', [id, state]);
    await core.worker.reviewBills();
  };
  return { hold, deliver, order, capture, end };
}

async function askForCode(owner: pg.Pool, clinicId: string): Promise<void> {
  const challenge = await insertId(
    owner,
    `insert into otp_challenges (clinic_id, phone, locale, code_hash, expires_at)
     values ($1, '+919812345678', 'en', '\\x01', clock_timestamp() + interval '5 minutes')`,
    [clinicId],
  );
  await owner.query(
    `insert into messages (clinic_id, channel, kind, subject_id, subject_version, recipient_phone, locale)
     values ($1, 'whatsapp', 'one_time_code', $2, 1, '+919812345678', 'en')`,
    [clinicId, challenge],
  );
}

export async function liveOneDay(database: TestDatabase): Promise<ClinicDay> {
  const { owner } = database.pools;
  const gateway = createFakeGateway({ provider: 'razorpay', accountId: 'acc' });
  const home = await openClinic(owner, 'home');
  const away = await openClinic(owner, 'away');
  const core = await wireCore(database, { gateway });
  const userId = await insertId(
    owner,
    `insert into users (display_name, email) values ('P', 'p@example.test')`,
  );
  const patientId = await insertId(
    owner,
    `insert into patients (clinic_id, user_id, full_name, phone, whatsapp_consent_at)
     values ($1, $2, 'P', '+919812345678', clock_timestamp())`,
    [home.clinicId, userId],
  );

  const { hold, deliver, order, capture, end } = actionsIn(core, home, userId, patientId);

  const held = await hold('09:00', true);
  const confirmed = await hold('10:00', true);
  await order(confirmed.payment_id, 1);
  await capture(1);
  const refunded = await hold('10:30', true);
  await order(refunded.payment_id, 2);
  await capture(2);
  await end(refunded.id, 'cancelled');
  const request = await one<{ id: string }>(owner, 'select id from refunds');
  await deliver('refund_2', {
    kind: 'refund',
    providerRefundId: 'rfnd_2',
    providerPaymentId: 'pay_2',
    state: 'processed',
    refundId: request.id,
  });
  const lateKept = await hold('11:00', true);
  await order(lateKept.payment_id, 3);
  await end(lateKept.id, 'expired');
  await capture(3);
  const lateReturned = await hold('11:30', false);
  await order(lateReturned.payment_id, 4);
  await end(lateReturned.id, 'expired');
  await capture(4);
  await deliver('unknown', {
    kind: 'attempt',
    providerOrderId: 'nobody',
    providerPaymentId: 'pay_9',
    state: 'captured',
  });
  await askForCode(owner, home.clinicId);
  return {
    clinicId: home.clinicId,
    otherClinicId: away.clinicId,
    doctorId: home.doctorId,
    patientUserId: userId,
    patientId,
    held: held.id,
    confirmed: confirmed.id,
    refunded: refunded.id,
    lateKept: lateKept.id,
    lateReturned: lateReturned.id,
  };
}
