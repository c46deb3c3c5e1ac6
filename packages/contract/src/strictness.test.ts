import { describe, expect, test } from 'vitest';
import type { AnyProcedure } from './procedure.ts';
import { procedureList, procedures } from './procedures.ts';

const uuid = '01890000-0000-7000-8000-000000000000';
const instant = '2026-05-04T09:00:00.000Z';
const date = '2026-05-04';
const cursor = 'WyJhYmNkZWZnaGlqa2xtbm9wIl0';

/** A valid input of each procedure, with every field. */
const samples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'auth.login': { email: 'a@b.example', password: 'secret' },
  'auth.requestCode': { phone: '+919812345678', clinicId: uuid, locale: 'hi' },
  'auth.verifyCode': { challengeId: uuid, code: '012345' },
  'auth.revealCode': { clinicId: uuid, phone: '+919812345678' },
  'auth.refresh': { refreshToken: 'x'.repeat(43) },
  'auth.logout': { refreshToken: 'x'.repeat(43) },
  'auth.me': {},
  'clinics.list': {},
  'clinics.get': { clinic: 'asha' },
  'clinics.doctors': { clinicId: uuid, speciality: 'Cardiology' },
  'clinics.doctorSlots': { doctorId: uuid, serviceId: uuid, from: date, to: date },
  'clinics.specialitySlots': { clinicId: uuid, speciality: 'Cardiology', from: date, to: date },
  'patients.list': { clinicId: uuid, search: 'asha', cursor, limit: 10 },
  'patients.add': {
    clinicId: uuid,
    fullName: 'Venkatanarasimharajuvaripeta',
    phone: '+919812345678',
    dateOfBirth: '2001-02-28',
    locale: 'en',
    whatsappConsent: true,
  },
  'bookings.hold': {
    clinicId: uuid,
    doctorId: uuid,
    serviceId: uuid,
    patientId: uuid,
    startsAt: instant,
    keepIfLate: false,
  },
  'bookings.get': { bookingId: uuid },
  'bookings.history': { bookingId: uuid },
  'bookings.mine': { cursor, limit: 10 },
  'bookings.board': { clinicId: uuid, date, doctorId: uuid },
  'bookings.checkIn': { bookingId: uuid, expectedVersion: 3 },
  'bookings.start': { bookingId: uuid, expectedVersion: 3 },
  'bookings.complete': { bookingId: uuid, expectedVersion: 3 },
  'bookings.noShow': { bookingId: uuid, expectedVersion: 3 },
  'bookings.cancel': { bookingId: uuid, expectedVersion: 3, reason: 'patient called' },
  'bookings.permitDeskPayment': { bookingId: uuid },
  'payments.get': { paymentId: uuid },
  'bills.checkout': { billId: uuid },
  'payments.confirm': {
    paymentId: uuid,
    providerPaymentId: 'pay_TESTpay0000001',
    providerOrderId: 'order_TESTord0000001',
    signature: 'ab'.repeat(32),
  },
  'payments.rule': {
    paymentId: uuid,
    providerPaymentId: 'pay_TESTpay0000001',
    ruling: 'return',
    reason: 'the payer asked',
  },
  'drawers.list': { clinicId: uuid },
  'drawers.add': { clinicId: uuid, name: 'Front desk' },
  'drawers.open': { drawerId: uuid, countedMinor: 200_000 },
  'drawers.close': { drawerId: uuid, sessionId: uuid, countedMinor: 280_000 },
  'bills.receive': { billId: uuid, depositId: uuid, drawerId: uuid, kind: 'cash', amountMinor: 80_000 },
  'bills.handBack': {
    billId: uuid,
    depositId: uuid,
    drawerId: uuid,
    kind: 'cash',
    amountMinor: 80_000,
    reason: 'the visit was cancelled',
  },
  'providerAccounts.list': { clinicId: uuid },
  'providerAccounts.connect': {
    clinicId: uuid,
    provider: 'razorpay',
    accountRef: 'acc_TESTaccount01',
    mode: 'test',
    secrets: [{ purpose: 'api_key', value: 'rzp_test_key' }],
    reason: 'the first account',
  },
  'providerAccounts.rotate': {
    providerAccountId: uuid,
    secrets: [{ purpose: 'webhook_current', value: 'a-new-secret' }],
    reason: 'a colleague has left',
  },
  'providerAccounts.confirm': { providerAccountId: uuid, keyChangeId: uuid, reason: 'compared by phone' },
  'providerAccounts.withdraw': { providerAccountId: uuid, keyChangeId: uuid, reason: 'the wrong account' },
  'providerAccounts.retirePrevious': { providerAccountId: uuid, reason: 'a day has passed' },
  'providerAccounts.drain': { providerAccountId: uuid, reason: 'a change of banks' },
  'providerAccounts.resume': { providerAccountId: uuid, reason: 'it was a mistake' },
  'providerAccounts.close': { providerAccountId: uuid, reason: 'a change of banks' },
  'ops.webhooks': { state: 'dead', sort: 'oldest', cursor, limit: 10 },
  'ops.webhook': { webhookId: uuid },
  'ops.replayWebhook': { webhookId: uuid, reason: 'cause is gone' },
  'ops.messages': { state: 'unknown', sort: 'newest', cursor, limit: 10 },
  'ops.resolveMessage': { messageId: uuid, finding: 'arrived', reason: 'seen on the phone' },
  'ops.whatsapp': {},
  'ops.invariants': {},
  'ops.stuck': {},
  'ops.takeItem': { itemId: uuid, ownerSeen: uuid, note: 'asked the bank' },
  'ops.releaseItem': { itemId: uuid, ownerSeen: uuid },
};

/** Hostile texts for any string field. */
const freeTexts = new Set([
  'password',
  'speciality',
  'search',
  'fullName',
  'name',
  'accountRef',
  'note',
  'reason',
  'refreshToken',
  'clinic',
]);

const all = procedureList.map(({ definition }): [string, AnyProcedure] => [definition.id, definition]);

const sampleOf = (id: string): Readonly<Record<string, unknown>> => {
  const sample = samples[id];
  if (!sample) throw new Error(`no sample for ${id}: add one`);
  return sample;
};

test('every sample belongs to an existing procedure', () => {
  expect(Object.keys(samples).sort()).toEqual(all.map(([id]) => id).sort());
});

describe.each(all)('%s', (id, procedure) => {
  const accepts = (input: unknown): boolean => procedure.input.safeParse(input).success;

  test('accepts its sample and leaves it unchanged', () => {
    expect(procedure.input.parse(sampleOf(id))).toEqual(sampleOf(id));
  });

  test('rejects an unknown field', () => {
    expect(accepts({ ...sampleOf(id), surprise: 1 })).toBe(false);
    expect(accepts({ ...sampleOf(id), __proto__x: 1 })).toBe(false);
  });

  test('rejects an input that is not an object', () => {
    for (const input of [null, 'text', 1, [], [sampleOf(id)]])
      expect([input, accepts(input)]).toEqual([input, false]);
  });

  test.each(Object.keys(sampleOf(id)))('rejects a %s of another type without coercion', (field) => {
    const others: unknown[] = [null, '', [], {}, Number.NaN, Number.POSITIVE_INFINITY];
    // Passwords and tokens are hashed and never stored: any text is valid.
    if (field !== 'password' && field !== 'refreshToken')
      others.push('\u0000', 'text\u0000text', 'half\ud800half');
    const value = sampleOf(id)[field];
    if (typeof value === 'string')
      others.push(
        0,
        1,
        true,
        1e30,
        ...(freeTexts.has(field) ? [] : ['false', 'null', `${value} `, ` ${value}`]),
      );
    if (typeof value === 'boolean') others.push('false', 'true', 0, 1);
    if (typeof value === 'number') others.push(String(value), 1.5, -1, 2 ** 53);
    const accepted = others.filter((other) => accepts({ ...sampleOf(id), [field]: other }));
    expect(accepted).toEqual([]);
  });
});

describe('edges of single fields', () => {
  const holds = (startsAt: string) =>
    procedures.bookings.hold.input.safeParse({ ...sampleOf('bookings.hold'), startsAt }).success;
  test('an instant needs its offset and lies between 2000 and 2099', () => {
    expect(holds('2026-05-04T09:00:00+05:30')).toBe(true);
    for (const text of [
      '2026-05-04T09:00:00',
      '2026-05-04',
      '1999-12-31T23:59:59Z',
      '2100-01-01T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '+012026-05-04T09:00:00Z',
    ]) {
      expect([text, holds(text)]).toEqual([text, false]);
    }
  });

  test('a date exists in the calendar', () => {
    const board = (text: string) =>
      procedures.bookings.board.input.safeParse({ clinicId: uuid, date: text }).success;
    expect(board('2028-02-29')).toBe(true);
    for (const text of ['2026-02-29', '2026-00-10', '26-05-04', '1999-12-31', '2100-01-01', '2026-5-4'])
      expect([text, board(text)]).toEqual([text, false]);
  });

  test('a name may be in any script, and holds no controls, no mark-up and no half characters', () => {
    const name = (fullName: string) =>
      procedures.patients.add.input.safeParse({ ...sampleOf('patients.add'), fullName }).success;
    for (const text of ['आशा पाटिल', 'José Ñúñez-Ibáñez', "O'Neill", '王小明', 'A'])
      expect([text, name(text)]).toEqual([text, true]);
    for (const text of ['<b>x</b>', 'a\u0000b', 'a\nb', ' ', 'x'.repeat(121), '\ud800'])
      expect([text, name(text)]).toEqual([text, false]);
  });

  test('a phone is international, and nothing is stripped from it', () => {
    const phone = (text: string) =>
      procedures.auth.requestCode.input.safeParse({ ...sampleOf('auth.requestCode'), phone: text }).success;
    expect(phone('+5215512345678')).toBe(true);
    for (const text of [
      '919812345678',
      '+0123456789',
      '+91 98123 45678',
      '+91',
      '+1234567890123456',
      '+91981234567\n',
    ]) {
      expect([text, phone(text)]).toEqual([text, false]);
    }
  });
});
