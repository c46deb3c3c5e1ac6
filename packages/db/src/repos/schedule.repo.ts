import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';
import { containing, type Page, type PageRange, readKeysetPage } from './keyset.ts';

export type ClinicRow = NonNullable<Awaited<ReturnType<typeof findClinic>>>;

/** By name; with a search, those whose name or address contains it. */
export async function listClinics(tx: Tx, search: string | null, range: PageRange): Promise<Page<ClinicRow>> {
  let rows = tx.selectFrom('clinics').selectAll();
  if (search !== null) {
    const pattern = containing(search);
    rows = rows.where((eb) => eb.or([eb('name', 'ilike', pattern), eb('address', 'ilike', pattern)]));
  }
  return readKeysetPage(rows, { column: 'name', form: 'text', direction: 'asc' }, range);
}

export async function findClinicBySlug(tx: Tx, slug: string): Promise<ClinicRow | undefined> {
  return tx.selectFrom('clinics').selectAll().where('slug', '=', slug).executeTakeFirst();
}

export async function findClinic(tx: Tx, clinicId: string) {
  return tx.selectFrom('clinics').selectAll().where('id', '=', clinicId).executeTakeFirst();
}

/** Active doctors with their active services, by name. */
export async function listDoctors(tx: Tx, clinicId: string, speciality: string | null) {
  let doctors = tx
    .selectFrom('doctors')
    .selectAll()
    .where('clinic_id', '=', clinicId)
    .where('active', '=', true);
  if (speciality !== null) doctors = doctors.where('speciality', '=', speciality);
  return doctors.orderBy('name').execute();
}

export async function servicesOfDoctors(tx: Tx, clinicId: string, doctorIds: readonly string[]) {
  if (doctorIds.length === 0) return [];
  return tx
    .selectFrom('doctor_services as ds')
    .innerJoin('services as s', (join) =>
      join.onRef('s.clinic_id', '=', 'ds.clinic_id').onRef('s.id', '=', 'ds.service_id'),
    )
    .where('ds.clinic_id', '=', clinicId)
    .where('ds.doctor_id', 'in', [...doctorIds])
    .where('s.active', '=', true)
    .orderBy('s.price_minor')
    .select(['ds.doctor_id', 's.id', 's.name', 's.duration_minutes', 's.price_minor', 's.currency'])
    .execute();
}

export async function rulesOfDoctors(tx: Tx, clinicId: string, doctorIds: readonly string[]) {
  if (doctorIds.length === 0) return [];
  return tx
    .selectFrom('schedule_rules')
    .where('clinic_id', '=', clinicId)
    .where('doctor_id', 'in', [...doctorIds])
    .select(['doctor_id', 'weekday', 'opens', 'closes', 'valid_from', 'valid_until'])
    .execute();
}

export interface BusyRange {
  readonly doctorId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Leave and busy times in a window, without patient or reason. */
export async function busyOfDoctors(
  tx: Tx,
  clinicId: string,
  doctorIds: readonly string[],
  window: { readonly from: Date; readonly to: Date },
): Promise<BusyRange[]> {
  const { rows } = await sql<BusyRange>`
    select resource_id as "doctorId", lower(during) as "startsAt", upper(during) as "endsAt"
    from busy_ranges(${clinicId}::uuid, ${[...doctorIds]}::uuid[], tstzrange(${window.from}, ${window.to}))
    union all
    select doctor_id, coalesce(lower(during), ${window.from}), coalesce(upper(during), ${window.to}) from schedule_leaves
    where clinic_id = ${clinicId}::uuid and doctor_id = any (${[...doctorIds]}::uuid[])
      and during && tstzrange(${window.from}, ${window.to})`.execute(tx);
  return rows;
}

export async function databaseNow(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select app_now() as now`.execute(tx);
  const now = rows[0]?.now;
  if (!now) throw new Error('the database told no time');
  return now;
}
