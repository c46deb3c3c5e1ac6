import { randomUUID } from 'node:crypto';
import { createUseCases } from '@holdfast/core/use-cases';
import { tellFacts } from '@holdfast/core/usecases/money/tell-facts';
import { attemptFact, hold, startMinutesAgo } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { fixedGateways } from '@holdfast/testkit/fixed-gateways';
import { confirmedVisit } from '../check-in/booked-visit.ts';
import type { ApiRig } from '../support/api-rig.ts';
import { visitorOf } from '../third-party/visitor.ts';

export interface Example {
  readonly input: Readonly<Record<string, unknown>>;
  /** Absent for anonymous commands. */
  readonly userId?: string;
}

/** For each command: sets up a state in which it succeeds, and returns its input. */
export type Examples = Readonly<Record<string, () => Promise<Example>>>;

/** Sets what otherwise only a worker or the provider sets. */
async function as(rig: ApiRig, text: string, values: readonly unknown[]): Promise<void> {
  const client = await rig.core.database.pools.superuser.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(text, [...values]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function idOf(rig: ApiRig, text: string, values: readonly unknown[]): Promise<string> {
  const [row] = await rig.core.rows<{ id: string }>(text, values);
  if (!row) throw new Error('no row');
  return row.id;
}

async function post(rig: ApiRig, path: string, body: unknown, token?: string) {
  const answer = await rig.rest('POST', path, { body, ...(token === undefined ? {} : { token }) });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.json;
}

function authExamples(rig: ApiRig): Examples {
  const { asha, patient, password } = rig.core.clinics;
  const desk = rig.tokenOf(asha.staff.receptionist);
  const login = { email: patient.email, password };
  const codeFor = async () => {
    const phone = `+9198${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const asked = await post(rig, '/auth/otp/request', { phone, clinicId: asha.id, locale: 'en' });
    return { phone, challengeId: asked?.challengeId };
  };
  const refreshToken = async () => (await post(rig, '/auth/login', login))?.refreshToken;
  return {
    'auth.login': async () => ({ input: login }),
    'auth.requestCode': async () => ({
      input: { phone: rig.core.clinics.otherPatient.phone, clinicId: asha.id, locale: 'en' },
    }),
    'auth.verifyCode': async () => {
      const { phone, challengeId } = await codeFor();
      const shown = await post(rig, '/auth/otp/reveal', { clinicId: asha.id, phone }, desk);
      return { input: { challengeId, code: shown?.code } };
    },
    'auth.revealCode': async () => {
      const { phone } = await codeFor();
      return { input: { clinicId: asha.id, phone }, userId: asha.staff.receptionist };
    },
    'auth.refresh': async () => ({ input: { refreshToken: await refreshToken() } }),
    'auth.logout': async () => ({ input: { refreshToken: await refreshToken() } }),
  };
}

function deskExamples(rig: ApiRig, nextDay: () => number): Examples {
  const { asha, patient } = rig.core.clinics;
  const userId = asha.staff.receptionist;
  const visit = () => confirmedVisit(rig, { daysAhead: nextDay() });
  const post2 = (path: string) => post(rig, path, {}, rig.tokenOf(userId));
  return {
    'patients.add': async () => ({
      userId,
      input: {
        clinicId: asha.id,
        fullName: 'Meera Joshi',
        phone: patient.phone,
        locale: 'en',
        whatsappConsent: true,
      },
    }),
    'bookings.hold': async () => ({
      userId: patient.userId,
      input: {
        clinicId: asha.id,
        doctorId: asha.doctors[0],
        serviceId: asha.services.visit.id,
        patientId: patient.patientAt.asha,
        startsAt: await freeTime(rig),
        keepIfLate: false,
      },
    }),
    'bookings.checkIn': async () => ({ userId, input: { bookingId: (await visit()).id } }),
    'bookings.start': async () => {
      const { id } = await visit();
      await post2(`/bookings/${id}/check-in`);
      return { userId, input: { bookingId: id } };
    },
    'bookings.complete': async () => {
      const { id } = await visit();
      await post2(`/bookings/${id}/check-in`);
      await post2(`/bookings/${id}/start`);
      return { userId, input: { bookingId: id } };
    },
    'bookings.noShow': async () => {
      const { id } = await visit();
      await startMinutesAgo(rig.core, id, 60);
      return { userId, input: { bookingId: id } };
    },
    'bookings.cancel': async () => ({
      userId,
      input: { bookingId: (await visit()).id, reason: 'the clinic is closed' },
    }),
    'bookings.permitDeskPayment': async () => {
      const { booking } = await hold(rig.core, { daysAhead: nextDay() });
      return { userId, input: { bookingId: booking.id } };
    },
  };
}

/** The first slot that the API offers. */
async function freeTime(rig: ApiRig): Promise<unknown> {
  const { asha } = rig.core.clinics;
  const day = new Date(Date.now() + 25 * 86_400_000).toISOString().slice(0, 10);
  const path = `/doctors/${asha.doctors[0]}/slots?serviceId=${asha.services.visit.id}&from=${day}&to=${day}`;
  const answer = await rig.rest('GET', path);
  const { days } = JSON.parse(answer.text) as { days: { slots: { startsAt: string }[] }[] };
  return days[0]?.slots[0]?.startsAt;
}

/** The same clinic while its provider is unreachable: a hold is created without an order. */
function withoutProvider(core: ApiRig['core']): ApiRig['core'] {
  return { ...core, useCases: createUseCases({ ...core.deps, gateways: fixedGateways() }) };
}

function moneyExamples(rig: ApiRig, nextDay: () => number): Examples {
  const { patient } = rig.core.clinics;
  const { userId } = patient;
  const { pay } = visitorOf(rig);
  return {
    'bills.checkout': async () => {
      const { booking } = await hold(withoutProvider(rig.core), { daysAhead: nextDay() });
      return { userId, input: { billId: booking.billId } };
    },
    'payments.confirm': async () => {
      const held = await hold(rig.core, { daysAhead: nextDay() });
      const callback = pay(held.offer.checkout?.providerOrderId);
      return { userId, input: { paymentId: held.booking.payment.paymentId, ...callback } };
    },
    'payments.rule': async () => {
      const held = await hold(rig.core, { daysAhead: nextDay() });
      const wrong = attemptFact(held, 'captured', { amountMinor: 90_000 });
      const telling = { ...rig.core.deps.money, source: 'system:webhook', requestId: 'test' } as const;
      await tellFacts(telling, rig.core.gateway, [wrong]);
      const { paymentId } = held.booking.payment;
      const { providerPaymentId } = wrong;
      const input = { paymentId, providerPaymentId, ruling: 'place', reason: 'the payer called' };
      return { userId: rig.core.clinics.asha.staff.admin, input };
    },
  };
}

/** A drawer of the desk, the receptionist, and a booking that stands by permission. */
function drawerExamples(rig: ApiRig, nextDay: () => number): Examples {
  const { asha } = rig.core.clinics;
  const { receptionist, admin } = asha.staff;
  let made = 0;
  const newDrawer = async () => {
    made += 1;
    const path = `/clinics/${asha.id}/drawers`;
    const drawer = await post(rig, path, { name: `Desk ${made}` }, rig.tokenOf(admin));
    return { drawerId: String(drawer?.id) };
  };
  const opened = async () => {
    const { drawerId } = await newDrawer();
    const token = rig.tokenOf(receptionist);
    const drawer = await post(rig, `/drawers/${drawerId}/open`, { countedMinor: 0 }, token);
    return { drawerId, sessionId: drawer?.session?.id };
  };
  const receipt = async () => {
    const { booking } = await hold(rig.core, { daysAhead: nextDay() });
    const { drawerId } = await opened();
    const { amountMinor } = booking.price;
    return { billId: booking.billId, depositId: randomUUID(), drawerId, kind: 'cash', amountMinor };
  };
  return {
    'drawers.add': async () => ({
      userId: admin,
      input: { clinicId: asha.id, name: `Pharmacy ${randomUUID()}` },
    }),
    'drawers.open': async () => ({
      userId: receptionist,
      input: { ...(await newDrawer()), countedMinor: 200_000 },
    }),
    'drawers.close': async () => ({
      userId: receptionist,
      input: { ...(await opened()), countedMinor: 0 },
    }),
    'bills.receive': async () => ({ userId: receptionist, input: await receipt() }),
    'bills.handBack': async () => {
      const { billId, ...rest } = await receipt();
      await post(rig, `/bills/${billId}/receive`, rest, rig.tokenOf(receptionist));
      const input = { billId, ...rest, depositId: randomUUID(), reason: 'entered by mistake' };
      return { userId: admin, input };
    },
  };
}

/** At the clinic whose visits no such account takes: the other examples keep their provider. */
function accountExamples(rig: ApiRig): Examples {
  const { alameda } = rig.core.clinics;
  const userId = alameda.staff.admin;
  let made = 0;
  const newAccount = (mode: 'test' | 'live') => {
    made += 1;
    const { options } = rig.sandbox.razorpay.openAccount({
      keyId: `rzp_${mode}_example${made}`,
      keySecret: `secret-of-example-${made}`,
      webhookSecret: `webhook-of-example-${made}`,
      accountId: `acc_Example${made}`,
    });
    const secrets = [
      { purpose: 'api_key', value: options.keyId },
      { purpose: 'api_secret', value: options.keySecret },
      { purpose: 'webhook_current', value: options.webhookSecret },
    ];
    return { provider: 'razorpay', accountRef: options.accountId, mode, secrets, reason: 'our own account' };
  };
  const send = (path: string, body: unknown) => post(rig, path, body, rig.tokenOf(userId));
  const connected = async (mode: 'test' | 'live' = 'test') => {
    const account = await send(`/clinics/${alameda.id}/provider-accounts`, newAccount(mode));
    return { id: String(account?.id), keyChangeId: account?.pending?.id };
  };
  const reason = 'a change of banks';
  const rotation = (value: string) => ({ secrets: [{ purpose: 'webhook_current', value }], reason });
  const drained = async () => {
    const { id } = await connected();
    await send(`/provider-accounts/${id}/drain`, { reason });
    await as(rig, `update provider_accounts set updated_at = now() - interval '1 hour' where id = $1`, [id]);
    return { userId, input: { providerAccountId: id, reason } };
  };
  const colleague = async () =>
    idOf(
      rig,
      `with person as (insert into users (display_name, email) values ('Second Admin', gen_random_uuid() || '@example.test') returning id)
       insert into memberships (clinic_id, user_id, role) select $1, id, 'admin' from person returning user_id as id`,
      [alameda.id],
    );
  return {
    'providerAccounts.connect': async () => ({
      userId,
      input: { clinicId: alameda.id, ...newAccount('test') },
    }),
    'providerAccounts.rotate': async () => {
      const { id } = await connected();
      return { userId, input: { providerAccountId: id, ...rotation('the-next-secret') } };
    },
    'providerAccounts.confirm': async () => {
      const { id, keyChangeId } = await connected('live');
      return { userId: await colleague(), input: { providerAccountId: id, keyChangeId, reason } };
    },
    'providerAccounts.withdraw': async () => {
      const { id, keyChangeId } = await connected('live');
      return { userId, input: { providerAccountId: id, keyChangeId, reason } };
    },
    'providerAccounts.retirePrevious': async () => {
      const { id } = await connected();
      await send(`/provider-accounts/${id}/rotate`, rotation('the-next-secret'));
      return { userId, input: { providerAccountId: id, reason } };
    },
    'providerAccounts.drain': async () => {
      const { id } = await connected();
      return { userId, input: { providerAccountId: id, reason } };
    },
    'providerAccounts.resume': drained,
    'providerAccounts.close': drained,
  };
}

function operatorExamples(rig: ApiRig): Examples {
  const { operator, asha } = rig.core.clinics;
  const openItem = () =>
    idOf(
      rig,
      `with bill as (insert into bills (clinic_id, id, currency) values ($1, gen_random_uuid(), 'INR') returning *)
       insert into items (clinic_id, bill_id, kind, subject_id, amount_minor, currency, opened_at)
       select clinic_id, id, 'surplus', id, 100, currency, now() from bill returning id`,
      [asha.id],
    );
  return {
    'ops.replayWebhook': async () => {
      const webhookId = await idOf(
        rig,
        `insert into payment_webhooks (deduplication_key, provider_account_id, event_type, raw_body, facts, state)
         values ($1, $2, 'payment.captured', '{}', '[]', 'retrying') returning id`,
        [randomUUID(), rig.core.gateway.providerAccountId],
      );
      return { userId: operator, input: { webhookId, reason: 'the cause is gone' } };
    },
    'ops.takeItem': async () => ({
      userId: operator,
      input: { itemId: await openItem(), note: 'asked the bank' },
    }),
    'ops.releaseItem': async () => ({
      userId: operator,
      input: { itemId: await openItem() },
    }),
    'ops.resolveMessage': async () => {
      const messageId = await idOf(
        rig,
        `insert into messages (clinic_id, channel, kind, subject_id, subject_version, recipient_phone, locale)
         values ($1, 'whatsapp', 'one_time_code', $2, 1, '+919812345678', 'en') returning id`,
        [asha.id, randomUUID()],
      );
      await as(rig, "update messages set state = 'unknown' where id = $1", [messageId]);
      return { userId: operator, input: { messageId, finding: 'arrived', reason: 'seen on the phone' } };
    },
  };
}

export function examplesOf(rig: ApiRig): Examples {
  let days = 0;
  const nextDay = () => {
    days += 1;
    return days;
  };
  return {
    ...authExamples(rig),
    ...deskExamples(rig, nextDay),
    ...moneyExamples(rig, nextDay),
    ...drawerExamples(rig, nextDay),
    ...accountExamples(rig),
    ...operatorExamples(rig),
  };
}

/** Ends the patient's open holds, so that the limit of holds does not interfere. */
export async function releaseHolds(rig: ApiRig): Promise<void> {
  const open = await rig.core.rows<{ id: string }>(
    "select id from bookings where state in ('held', 'awaiting_payment')",
  );
  const context = asUser(rig.core.clinics.asha.staff.receptionist);
  for (const { id } of open)
    await rig.core.useCases.bookings.cancel(context, { bookingId: id as never, reason: 'making room' });
}
