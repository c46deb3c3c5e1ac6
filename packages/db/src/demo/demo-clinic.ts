import type pg from 'pg';
import { type DemoClinic, demoAccounts } from './demo-data.ts';

export async function one(
  client: Pick<pg.Client, 'query'>,
  text: string,
  values: readonly unknown[],
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(text, [...values]);
  const id = rows[0]?.id;
  if (!id) throw new Error('seed: a row was expected');
  return id;
}

/** A clinic with its services, doctors, schedules and patients. Returns its id. */
export async function seedClinic(client: Pick<pg.Client, 'query'>, clinic: DemoClinic): Promise<string> {
  const clinicId = await one(
    client,
    `insert into clinics (slug, name, address, time_zone, currency, payment_mode, desk_permission)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [
      clinic.slug,
      clinic.name,
      clinic.address,
      clinic.timeZone,
      clinic.currency,
      clinic.paymentMode,
      clinic.deskPermission,
    ],
  );
  await client.query('insert into drawers (clinic_id, name, currency) values ($1, $2, $3)', [
    clinicId,
    'Front desk',
    clinic.currency,
  ]);
  const serviceIds = new Map<string, string>();
  for (const service of clinic.services) {
    const insert = `insert into services (clinic_id, name, duration_minutes, price_minor, currency)
      values ($1, $2, $3, $4, $5) returning id`;
    const values = [clinicId, service.name, service.durationMinutes, service.priceMinor, clinic.currency];
    serviceIds.set(service.name, await one(client, insert, values));
  }
  for (const doctor of clinic.doctors) {
    const insert =
      'insert into doctors (clinic_id, name, speciality, about) values ($1, $2, $3, $4) returning id';
    const doctorId = await one(client, insert, [clinicId, doctor.name, doctor.speciality, doctor.about]);
    for (const name of doctor.services) {
      await client.query('insert into doctor_services values ($1, $2, $3)', [
        clinicId,
        doctorId,
        serviceIds.get(name),
      ]);
    }
    for (const [opens, closes] of doctor.sessions) {
      await client.query(
        `insert into schedule_rules (clinic_id, doctor_id, weekday, opens, closes, valid_from)
         select $1, $2, weekday, $4, $5, (app_now() at time zone $6)::date - 1 from unnest($3::int[]) weekday`,
        [clinicId, doctorId, doctor.weekdays, opens, closes, clinic.timeZone],
      );
    }
  }
  for (const patient of clinic.patients) {
    await client.query(
      `insert into patients (clinic_id, full_name, phone, locale, whatsapp_consent_at)
       values ($1, $2, $3, $4, app_now())`,
      [clinicId, patient.name, patient.phone, patient.locale],
    );
  }
  return clinicId;
}

/** Makes the demo's accounts known at a clinic that came later, in the roles that they have at the others. */
export async function enrolDemoAccounts(client: Pick<pg.Client, 'query'>, clinicId: string): Promise<void> {
  const emails = demoAccounts.map(({ email }) => email);
  await client.query(
    `insert into memberships (clinic_id, user_id, role)
     select distinct $1::uuid, m.user_id, m.role from memberships m join users u on u.id = m.user_id
     where u.email = any ($2::citext[])
     on conflict do nothing`,
    [clinicId, emails],
  );
  await client.query(
    `insert into patients (clinic_id, user_id, full_name, phone, locale, whatsapp_consent_at)
     select $1, u.id, u.display_name, u.phone, u.locale, app_now() from users u
     where u.email = any ($2::citext[]) and u.phone is not null`,
    [clinicId, emails],
  );
}
