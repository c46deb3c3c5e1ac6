import type pg from 'pg';
import { billed, billFlow, booking, providerAccountId } from './money-rows.ts';
import {
  clinic,
  during,
  later,
  perScope,
  perSide,
  phone,
  type Row,
  user,
  uuid,
  type World,
} from './people.ts';

const person = (id: string, number: number, more: Row = {}): Row => ({
  id,
  display_name: `Person ${number}`,
  email: `person${number}@example.test`,
  ...more,
});

const identity: World = {
  users: {
    own: person(user.own, 1),
    other: person(user.other, 2),
    'receptionist/home': person(user.receptionist, 3),
    'receptionist/away': person(user.awayReceptionist, 9),
    'operator/other': person(user.otherOperator, 10, { platform_role: 'operator' }),
  },
  credentials: {
    own: { user_id: user.own, password_hash: 'x' },
    'receptionist/home': { user_id: user.receptionist, password_hash: 'x' },
  },
  session_families: {
    own: { id: uuid(3, 9), user_id: user.own },
    other: { id: uuid(3, 8), user_id: user.other },
  },
  sessions: {
    own: { id: uuid(3, 1), family_id: uuid(3, 9), user_id: user.own, token_hash: '\\x01', expires_at: later },
    other: {
      id: uuid(3, 2),
      family_id: uuid(3, 8),
      user_id: user.other,
      token_hash: '\\x02',
      expires_at: later,
    },
  },
  clinics: {
    home: {
      id: clinic.home,
      slug: 'home',
      name: 'Home',
      time_zone: 'Asia/Kolkata',
      currency: 'INR',
      payment_mode: 'online',
    },
    away: {
      id: clinic.away,
      slug: 'away',
      name: 'Away',
      time_zone: 'Asia/Kolkata',
      currency: 'INR',
      payment_mode: 'desk',
      // This clinic lets patients confirm with payment at the desk; the home clinic does not.
      desk_permission: 'patients',
    },
  },
  memberships: {
    'receptionist/home': { clinic_id: clinic.home, user_id: user.receptionist, role: 'receptionist' },
    'payee/home': { clinic_id: clinic.home, user_id: user.payee, role: 'payee' },
    'receptionist/away': { clinic_id: clinic.away, user_id: user.awayReceptionist, role: 'receptionist' },
  },
  otp_challenges: perSide(({ number }) => ({
    id: uuid(4, number),
    phone: phone(number),
    locale: 'en',
    code_hash: '\\x00',
    expires_at: later,
  })),
};

const scheduling: World = {
  doctors: perSide(({ number }) => ({ id: uuid(5, number), name: 'Doctor', speciality: 'Cardiology' })),
  services: perSide(({ number }) => ({
    id: uuid(6, number),
    name: 'Visit',
    duration_minutes: 30,
    price_minor: 1000,
    currency: 'INR',
  })),
  doctor_services: perSide(({ number }) => ({ doctor_id: uuid(5, number), service_id: uuid(6, number) })),
  schedule_rules: perSide(({ number }) => ({
    id: uuid(7, number),
    doctor_id: uuid(5, number),
    weekday: 1,
    opens: '09:00',
    closes: '17:00',
    valid_from: '2025-01-01',
  })),
  schedule_leaves: perSide(({ number }) => ({
    id: uuid(8, number),
    doctor_id: uuid(5, number),
    during: during(20),
  })),
  patients: {
    ...perScope(({ number, userId }) => ({
      id: uuid(9, number),
      user_id: userId,
      full_name: 'Patient',
      phone: phone(number),
    })),
    'no account/home': {
      clinic_id: clinic.home,
      id: uuid(9, 5),
      user_id: null,
      full_name: 'Patient',
      phone: phone(5),
    },
    'no account/away': {
      clinic_id: clinic.away,
      id: uuid(9, 6),
      user_id: null,
      full_name: 'Patient',
      phone: phone(6),
    },
  },
};

const messageOf = (number: number, kind: string, subjectId: string, patientId: string | null): Row => ({
  id: uuid(17, number),
  channel: 'whatsapp',
  kind,
  subject_id: subjectId,
  subject_version: 1,
  patient_id: patientId,
  recipient_phone: phone(number),
  locale: 'en',
});
/** Far above the values that identity columns generate. */
const identityOf = (number: number): number => 1_000_000 + number;
const historyOf = (number: number, machine: string, subjectId: string): Row => ({
  id: identityOf(number),
  machine,
  subject_id: subjectId,
  to_state: 'held',
  version: 1,
  actor: 'seed',
});
const webhookOf = (number: number, more: Row): Row => ({
  id: uuid(18, number),
  deduplication_key: `key:${number}`,
  provider_account_id: providerAccountId,
  event_type: 'payment.captured',
  raw_body: '\\x00',
  facts: [],
  state: 'retrying',
  ...more,
});

const flow: World = {
  payment_webhooks: {
    home: webhookOf(1, { clinic_id: clinic.home, payment_id: uuid(12, 1) }),
    unrouted: webhookOf(2, { clinic_id: null }),
  },
  messages: {
    ...perScope(({ number }) => messageOf(number, 'booking_confirmed', uuid(10, number), uuid(9, number))),
    'code/home': { clinic_id: clinic.home, ...messageOf(5, 'one_time_code', uuid(4, 1), null) },
  },
  state_history: {
    ...perScope(({ number }) => historyOf(number, 'booking', uuid(10, number))),
    'own payment/home': { clinic_id: clinic.home, ...historyOf(5, 'payment', uuid(12, 1)) },
    webhook: { clinic_id: '00000000-0000-0000-0000-000000000000', ...historyOf(6, 'webhook', uuid(18, 2)) },
  },
  feed: perScope(({ number }) => ({
    id: identityOf(number),
    subject: 'booking',
    subject_id: uuid(10, number),
    version: 1,
    state: 'held',
    patient_id: uuid(9, number),
  })),
  audit_log: perSide(({ number }) => ({
    id: identityOf(number),
    actor: 'seed',
    action: 'seeded',
    subject_id: uuid(10, number),
  })),
  audit_seals: perSide(() => ({ seq: 1, row_count: 1, previous_hash: '\\x00', hash: '\\x01' })),
  audit_seal_rows: perSide(({ number }) => ({ audit_id: identityOf(number), seq: 1, position: 1 })),
  idempotency_keys: {
    ...perScope(({ number, userId }) => ({
      user_id: userId,
      procedure: 'bookings.hold',
      key: `key-${number}`,
      request_hash: '\\x00',
      subject_id: uuid(10, number),
    })),
    'receptionist/home': {
      clinic_id: clinic.home,
      user_id: user.receptionist,
      procedure: 'bookings.checkIn',
      key: 'key',
      request_hash: '\\x00',
      subject_id: uuid(10, 1),
    },
  },
  leases: { one: { name: 'relay', holder: 'worker', expires_at: later } },
  whatsapp_accounts: { one: { account: 'main', state: 'ready' } },
  installation: { one: { only_row: true, kind: 'test', clock_shift_seconds: 0 } },
  invariant_results: { one: { number: 1, name: 'overlap', violations: 0, checked_at: later } },
};

const unlabelledStaff: Row[] = [
  person(user.doctor, 4),
  person(user.billing, 5),
  person(user.admin, 6),
  person(user.payee, 7),
  person(user.operator, 8, { platform_role: 'operator' }),
];
const unlabelledMemberships: Row[] = (['doctor', 'billing', 'admin'] as const).map((role) => ({
  clinic_id: clinic.home,
  user_id: user[role],
  role,
}));

async function insertRow(client: pg.PoolClient, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row);
  await client.query(
    `insert into ${table} (${columns.join(', ')}) overriding system value
     select ${columns.join(', ')} from jsonb_populate_record(null::${table}, $1)`,
    [JSON.stringify(row)],
  );
}

/** Writes the world with triggers off: every row is exactly as listed here. */
export async function seedWorld(pool: pg.Pool): Promise<World> {
  const world: World = { ...identity, ...scheduling, ...billed, ...booking, ...billFlow, ...flow };
  const client = await pool.connect();
  try {
    await client.query('begin; set local session_replication_role = replica; delete from installation');
    for (const row of unlabelledStaff) await insertRow(client, 'users', row);
    for (const row of unlabelledMemberships) await insertRow(client, 'memberships', row);
    for (const [table, rows] of Object.entries(world)) {
      for (const row of Object.values(rows)) await insertRow(client, table, row);
    }
    await client.query('commit');
  } finally {
    client.release(true);
  }
  return world;
}
