import { bookingState } from '@holdfast/contract/booking/booking.states';
import type pg from 'pg';
import { one, seedClinic } from './demo-clinic.ts';
import { demoAccounts, demoClinics, demoPasswordHash } from './demo-data.ts';
import { insertHold, type Seat } from './insert-hold.ts';

const seedLockKey = 7_164_013_777;

async function seedAccounts(client: Pick<pg.Client, 'query'>): Promise<void> {
  for (const account of demoAccounts) {
    const userId = await one(
      client,
      'insert into users (display_name, email, phone, platform_role) values ($1, $2, $3, $4) returning id',
      [account.name, account.email, account.phone, account.isOperator ? 'operator' : null],
    );
    await client.query('insert into credentials (user_id, password_hash) values ($1, $2)', [
      userId,
      demoPasswordHash,
    ]);
    if (account.role !== null) {
      await client.query(
        'insert into memberships (clinic_id, user_id, role) select id, $1, $2 from clinics',
        [userId, account.role],
      );
    }
    if (account.phone !== null) {
      await client.query(
        `insert into patients (clinic_id, user_id, full_name, phone, locale, whatsapp_consent_at)
         select id, $1, $2, $3, 'en', app_now() from clinics`,
        [userId, account.name, account.phone],
      );
    }
  }
}

/**
 * Fills today's board: the patients of the demo's own clinics at the first free times of today, confirmed with a desk permission
 * and, where their time has come, some steps further.
 */
const todaysBoard = `
with desk as (select id from users where email = 'reception@demo.holdfast.test'),
seats as (
  select p.clinic_id, p.id as patient_id, c.time_zone, (app_now() at time zone c.time_zone)::date as today,
    row_number() over (partition by p.clinic_id order by p.phone) as seat
  from patients p join clinics c on c.id = p.clinic_id where p.user_id is null and c.slug = any ($1)
),
times as (
  select d.clinic_id, d.id as doctor_id, s.id as service_id, s.price_minor, s.currency, c.cancellation_policy,
    t as starts_at, t + make_interval(mins => s.duration_minutes) as ends_at,
    row_number() over (partition by d.clinic_id order by abs(extract(epoch from t - app_now())), d.name) as nearness
  from doctors d
  join clinics c on c.id = d.clinic_id
  cross join lateral (
    select s.* from doctor_services ds join services s on s.clinic_id = ds.clinic_id and s.id = ds.service_id
    where ds.clinic_id = d.clinic_id and ds.doctor_id = d.id order by s.price_minor desc limit 1
  ) s
  join schedule_rules r on r.clinic_id = d.clinic_id and r.doctor_id = d.id
    and r.weekday = extract(isodow from app_now() at time zone c.time_zone)
  cross join lateral generate_series(
    ((app_now() at time zone c.time_zone)::date + r.opens) at time zone c.time_zone,
    ((app_now() at time zone c.time_zone)::date + r.closes) at time zone c.time_zone
      - make_interval(mins => s.duration_minutes),
    make_interval(mins => s.duration_minutes)) t
  where not exists (
    select 1 from booking_resources o where o.clinic_id = d.clinic_id and o.resource_id = d.id and o.live
      and o.during && tstzrange(t, t + make_interval(mins => s.duration_minutes)))
)
select seats.clinic_id, seats.patient_id, seats.today::text, times.doctor_id, times.service_id, times.price_minor, times.currency,
  times.cancellation_policy, times.starts_at, times.ends_at, desk.id as desk_id, (times.starts_at < app_now()) as has_begun
from seats join times on times.clinic_id = seats.clinic_id and times.nearness = seats.seat * 2, desk
where not exists (select 1 from bookings b where b.clinic_id = seats.clinic_id and b.visit_date = seats.today)`;

async function seatPatient(
  client: Pick<pg.Client, 'query'>,
  seat: Seat & { readonly has_begun: boolean },
): Promise<void> {
  const { bookingId, billId } = await insertHold(client, seat, 'desk');
  await client.query(
    `insert into bill_covers (clinic_id, bill_id, booking_id, kind, amount_minor, currency, granted_by)
     values ($1, $2, $3, 'desk_permission', $4, $5, $6)`,
    [seat.clinic_id, billId, bookingId, seat.price_minor, seat.currency, seat.desk_id],
  );
  const { confirmed, checked_in } = bookingState;
  for (const state of seat.has_begun ? [confirmed, checked_in] : [confirmed]) {
    await client.query('update bookings set state = $3 where clinic_id = $1 and id = $2', [
      seat.clinic_id,
      bookingId,
      state,
    ]);
  }
}

/** Fills an empty database with the demo; on later days only adds the visits of the day. */
export async function seedDemo(client: Pick<pg.Client, 'query'>): Promise<'filled' | 'topped up'> {
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [seedLockKey]);
  await client.query(
    `select set_config('app.reason', 'demo', true), set_config('app.system', 'system:demo', true)`,
  );
  const { rowCount } = await client.query('select 1 from clinics limit 1');
  if (rowCount === 0) {
    await client.query(`update installation set kind = 'demo' where kind = 'live'`);
    for (const clinic of demoClinics) await seedClinic(client, clinic);
    await seedAccounts(client);
  }
  const { rows } = await client.query<Seat & { readonly has_begun: boolean }>(todaysBoard, [
    demoClinics.map(({ slug }) => slug),
  ]);
  for (const seat of rows) await seatPatient(client, seat);
  await client.query('commit');
  return rowCount === 0 ? 'filled' : 'topped up';
}
