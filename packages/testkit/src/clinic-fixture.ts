import { type ClinicRole, clinicRole, clinicRoles } from '@holdfast/contract/auth/capabilities';
import { ClinicId, DoctorId, PatientId, ServiceId, UserId } from '@holdfast/contract/ids';
import { recordOf } from '@holdfast/contract/words';
import type pg from 'pg';
import { plainPasswords, testPassword } from './doubles.ts';

type StaffRole = Exclude<ClinicRole, 'patient'>;
const isStaffRole = (role: ClinicRole): role is StaffRole => role !== clinicRole.patient;
const staffRoles = clinicRoles.filter(isStaffRole);

export interface FixtureService {
  readonly id: ServiceId;
  readonly durationMinutes: number;
  readonly priceMinor: number;
}

export interface FixtureClinic {
  readonly id: ClinicId;
  readonly slug: string;
  readonly timeZone: string;
  readonly currency: 'INR' | 'MXN';
  /** Of 10, 20 and 30 minutes. Every doctor offers all three. */
  readonly services: {
    readonly short: FixtureService;
    readonly visit: FixtureService;
    readonly long: FixtureService;
  };
  /** They work every day from 09:00 to 13:00 and from 16:00 to 20:00. The first two share a speciality. */
  readonly doctors: readonly [DoctorId, DoctorId, DoctorId];
  readonly staff: Readonly<Record<StaffRole, UserId>>;
}

export interface FixtureAccount {
  readonly userId: UserId;
  readonly email: string;
  readonly phone: string;
  /** One patient per clinic. */
  readonly patientAt: { readonly asha: PatientId; readonly alameda: PatientId };
}

export interface ClinicFixture {
  /** INR, pays online, desk permission for staff only. */
  readonly asha: FixtureClinic;
  /** MXN, pays at the desk, every patient may confirm that way. */
  readonly alameda: FixtureClinic;
  readonly patient: FixtureAccount;
  readonly otherPatient: FixtureAccount;
  readonly operator: UserId;
  /** A receptionist of Asha, suspended. */
  readonly suspended: UserId;
  /** The password of every account, hashed as in `doubles.ts`. */
  readonly password: string;
}

async function insertId(pool: pg.Pool, text: string, values: readonly unknown[]): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(`${text} returning id`, [...values]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`fixture: no row from ${text}`);
  return id;
}

interface UserDraft {
  readonly name: string;
  readonly phone?: string;
  readonly status?: 'active' | 'suspended';
  readonly platformRole?: 'operator';
}

const emailOf = (name: string): string => `${name}@fixture.example`;

async function addUser(pool: pg.Pool, passwordHash: string, draft: UserDraft): Promise<UserId> {
  const id = await insertId(
    pool,
    'insert into users (display_name, email, phone, status, platform_role) values ($1, $2, $3, $4, $5)',
    [
      draft.name,
      emailOf(draft.name),
      draft.phone ?? null,
      draft.status ?? 'active',
      draft.platformRole ?? null,
    ],
  );
  await pool.query('insert into credentials (user_id, password_hash) values ($1, $2)', [id, passwordHash]);
  return UserId.parse(id);
}

interface ClinicDraft {
  readonly slug: string;
  readonly timeZone: string;
  readonly currency: 'INR' | 'MXN';
  readonly paymentMode: 'online' | 'desk';
  readonly deskPermission: 'patients' | 'staff';
  readonly prices: readonly [number, number, number];
}

async function addDoctor(
  pool: pg.Pool,
  clinicId: string,
  name: string,
  speciality: string,
): Promise<DoctorId> {
  const id = await insertId(pool, 'insert into doctors (clinic_id, name, speciality) values ($1, $2, $3)', [
    clinicId,
    name,
    speciality,
  ]);
  await pool.query('insert into doctor_services select $1, $2, id from services where clinic_id = $1', [
    clinicId,
    id,
  ]);
  await pool.query(
    `insert into schedule_rules (clinic_id, doctor_id, weekday, opens, closes, valid_from)
     select $1, $2, weekday, opens, closes, '2020-01-01'
     from generate_series(1, 7) weekday, (values ('09:00'::time, '13:00'::time), ('16:00', '20:00')) as session (opens, closes)`,
    [clinicId, id],
  );
  return DoctorId.parse(id);
}

async function addStaff(
  pool: pg.Pool,
  passwordHash: string,
  clinic: { id: string; slug: string },
): Promise<FixtureClinic['staff']> {
  const member = async (role: ClinicRole): Promise<UserId> => {
    const userId = await addUser(pool, passwordHash, { name: `${clinic.slug}-${role}` });
    await pool.query('insert into memberships (clinic_id, user_id, role) values ($1, $2, $3)', [
      clinic.id,
      userId,
      role,
    ]);
    return userId;
  };
  const ids = new Map<StaffRole, UserId>();
  for (const role of staffRoles) ids.set(role, await member(role));
  return recordOf(staffRoles, (role) => UserId.parse(ids.get(role)));
}

async function addClinic(pool: pg.Pool, passwordHash: string, draft: ClinicDraft): Promise<FixtureClinic> {
  const { slug, timeZone, currency } = draft;
  const id = await insertId(
    pool,
    `insert into clinics (slug, name, time_zone, currency, payment_mode, desk_permission) values ($1, $1, $2, $3, $4, $5)`,
    [slug, timeZone, currency, draft.paymentMode, draft.deskPermission],
  );
  const service = async (durationMinutes: number, priceMinor: number): Promise<FixtureService> => {
    const values = [id, `${durationMinutes} minutes`, durationMinutes, priceMinor, currency];
    const insert =
      'insert into services (clinic_id, name, duration_minutes, price_minor, currency) values ($1, $2, $3, $4, $5)';
    return { id: ServiceId.parse(await insertId(pool, insert, values)), durationMinutes, priceMinor };
  };
  const services = {
    short: await service(10, draft.prices[0]),
    visit: await service(20, draft.prices[1]),
    long: await service(30, draft.prices[2]),
  };
  const doctors = [
    await addDoctor(pool, id, 'Dr. First', 'Cardiology'),
    await addDoctor(pool, id, 'Dr. Second', 'Cardiology'),
    await addDoctor(pool, id, 'Dr. Third', 'Paediatrics'),
  ] as const;
  const staff = await addStaff(pool, passwordHash, { id, slug });
  return { id: ClinicId.parse(id), slug, timeZone, currency, services, doctors, staff };
}

/** A patient who consents to messages; without an account when `userId` is null. */
export async function addPatient(
  pool: pg.Pool,
  clinicId: string,
  patient: { readonly userId: string | null; readonly name: string; readonly phone: string },
): Promise<PatientId> {
  const id = await insertId(
    pool,
    `insert into patients (clinic_id, user_id, full_name, phone, whatsapp_consent_at) values ($1, $2, $3, $4, clock_timestamp())`,
    [clinicId, patient.userId, patient.name, patient.phone],
  );
  return PatientId.parse(id);
}

/** An account with one patient in each of the two clinics. */
export async function addAccount(
  pool: pg.Pool,
  clinics: { readonly asha: FixtureClinic; readonly alameda: FixtureClinic },
  draft: { readonly name: string; readonly phone: string },
  passwordHash: string = plainPasswords.hashOf(testPassword),
): Promise<FixtureAccount> {
  const userId = await addUser(pool, passwordHash, draft);
  const patient = { userId, name: draft.name, phone: draft.phone };
  return {
    userId,
    email: emailOf(draft.name),
    phone: draft.phone,
    patientAt: {
      asha: await addPatient(pool, clinics.asha.id, patient),
      alameda: await addPatient(pool, clinics.alameda.id, patient),
    },
  };
}

export interface ClinicFixtureOptions {
  /** Hash of `testPassword` by the test's hasher; default: the quick one of `doubles.ts`. */
  readonly passwordHash?: string;
}

/** Fills an empty test database with two clinics and people in every role. `owner` is the owner's pool. */
export async function fillClinics(
  owner: pg.Pool,
  options: ClinicFixtureOptions = {},
): Promise<ClinicFixture> {
  const hash = options.passwordHash ?? plainPasswords.hashOf(testPassword);
  const asha = await addClinic(owner, hash, {
    slug: 'asha',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    paymentMode: 'online',
    deskPermission: 'staff',
    prices: [40_000, 80_000, 145_000],
  });
  const alameda = await addClinic(owner, hash, {
    slug: 'alameda',
    timeZone: 'America/Mexico_City',
    currency: 'MXN',
    paymentMode: 'desk',
    deskPermission: 'patients',
    prices: [30_000, 50_000, 65_000],
  });
  const clinics = { asha, alameda };
  const patient = await addAccount(owner, clinics, { name: 'patient', phone: '+919800000001' }, hash);
  const otherPatient = await addAccount(
    owner,
    clinics,
    { name: 'other-patient', phone: '+919800000002' },
    hash,
  );
  const operator = await addUser(owner, hash, { name: 'operator', platformRole: 'operator' });
  const suspended = await addUser(owner, hash, { name: 'suspended', status: 'suspended' });
  await owner.query(`insert into memberships (clinic_id, user_id, role) values ($1, $2, 'receptionist')`, [
    asha.id,
    suspended,
  ]);
  return { asha, alameda, patient, otherPatient, operator, suspended, password: testPassword };
}
