import type pg from 'pg';

/** What the load is made of: everything is there before the clock starts. */
export interface BenchContent {
  readonly clinicId: string;
  readonly deskUserId: string;
  readonly patientId: string;
  readonly serviceId: string;
  /** Times that nobody has taken yet, one per hold. */
  readonly slots: readonly { readonly doctorId: string; readonly startsAt: string }[];
}

const doctorCount = 40;

async function one(pool: pg.Pool, text: string, values: readonly unknown[] = []): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(text, [...values]);
  const id = rows[0]?.id;
  if (!id) throw new Error('bench: a row was expected');
  return id;
}

/** A clinic that takes payment at the desk, so that a hold talks to no provider. */
export async function fillClinic(owner: pg.Pool): Promise<BenchContent> {
  const clinicId = await one(
    owner,
    `insert into clinics (slug, name, time_zone, currency, payment_mode) values ('bench', 'Bench', 'Asia/Kolkata', 'INR', 'desk')
     returning id`,
  );
  const deskUserId = await one(
    owner,
    `insert into users (display_name, email) values ('Desk', 'desk@bench.test') returning id`,
  );
  await owner.query(`insert into memberships (clinic_id, user_id, role) values ($1, $2, 'receptionist')`, [
    clinicId,
    deskUserId,
  ]);
  const serviceId = await one(
    owner,
    `insert into services (clinic_id, name, duration_minutes, price_minor, currency) values ($1, 'Visit', 10, 80000, 'INR') returning id`,
    [clinicId],
  );
  await owner.query(
    `insert into doctors (clinic_id, name, speciality) select $1, 'Doctor ' || n, 'General medicine' from generate_series(1, $2::int) n`,
    [clinicId, doctorCount],
  );
  await owner.query(
    'insert into doctor_services select clinic_id, id, $2 from doctors where clinic_id = $1',
    [clinicId, serviceId],
  );
  await owner.query(
    `insert into schedule_rules (clinic_id, doctor_id, weekday, opens, closes, valid_from)
     select clinic_id, id, weekday, '08:00', '20:00', current_date - 1 from doctors, generate_series(1, 7) weekday where clinic_id = $1`,
    [clinicId],
  );
  const patientId = await one(
    owner,
    `insert into patients (clinic_id, full_name, phone) values ($1, 'Bench Patient', '+919800000000') returning id`,
    [clinicId],
  );
  const { rows } = await owner.query<{ doctor_id: string; starts_at: Date }>(
    `select d.id as doctor_id, ((current_date + day)::timestamp + time '08:00' + n * interval '10 minutes') at time zone 'Asia/Kolkata' as starts_at
     from generate_series(0, 71) n, generate_series(2, 80) day, doctors d where d.clinic_id = $1 order by day, n, d.id`,
    [clinicId],
  );
  const slots = rows.map((row) => ({ doctorId: row.doctor_id, startsAt: row.starts_at.toISOString() }));
  return { clinicId, deskUserId, patientId, serviceId, slots };
}

export interface BenchOrder {
  readonly orderId: string;
  readonly paymentId: string;
  readonly amountMinor: number;
}

/** Bookings that wait for money, made by the real function and the real attachment; one per fresh webhook. */
export async function fillOrders(
  owner: pg.Pool,
  content: BenchContent,
  account: string,
  slots: BenchContent['slots'],
): Promise<BenchOrder[]> {
  const { rows } = await owner.query<BenchOrder>(
    `with held as (
       select (h.booking).id as booking_id, (h.booking).payment_id as payment_id, (h.booking).amount_minor as amount_minor
       from jsonb_to_recordset($1::jsonb) as s("doctorId" uuid, "startsAt" timestamptz),
         lateral hold_slot($2, 'bench', $3, s."doctorId", $4, $5, s."startsAt", false, 1000000, null, null) h
     )
     select payment_id as "paymentId", amount_minor as "amountMinor", 'order_' || substr(md5(payment_id::text), 1, 14) as "orderId"
     from held`,
    [JSON.stringify(slots), content.deskUserId, content.clinicId, content.serviceId, content.patientId],
  );
  await owner.query(
    `select attach_provider_order($1, o."paymentId", 'razorpay', $2, o."orderId")
     from jsonb_to_recordset($3::jsonb) as o("paymentId" uuid, "orderId" text)`,
    [content.clinicId, account, JSON.stringify(rows)],
  );
  return rows;
}
