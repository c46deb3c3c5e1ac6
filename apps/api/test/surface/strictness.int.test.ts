import { holdInput } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal, fieldsOf } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const token = (): string => rig.tokenOf(rig.core.clinics.patient.userId);
const good = () => holdInput(rig.core, {});

/** Values that a lenient parser would coerce. */
const bent: readonly (readonly [string, unknown])[] = [
  ['keepIfLate', null],
  ['keepIfLate', ''],
  ['keepIfLate', 'false'],
  ['keepIfLate', 'true'],
  ['keepIfLate', 0],
  ['keepIfLate', 1],
  ['keepIfLate', []],
  ['patientId', null],
  ['patientId', ''],
  ['patientId', 7],
  ['patientId', ['018f4e9a-0000-7000-8000-000000000001']],
  ['startsAt', null],
  ['startsAt', 1_800_000_000_000],
  ['startsAt', '2027-01-01'],
  ['startsAt', '2027-01-01T09:00:00'],
  ['startsAt', '1999-12-31T23:59:59Z'],
  ['startsAt', '9999-01-01T00:00:00Z'],
  ['startsAt', '2027-01-01T09:00:00+19:00'],
  ['surprise', true],
];

async function expectAllRefused(ask: (body: unknown) => ReturnType<ApiRig['rest']>): Promise<void> {
  for (const [field, value] of bent) {
    const answer = await ask({ ...good(), [field]: value });
    const error = expectRefusal(answer, 'INVALID_INPUT');
    expect(fieldsOf(error), `${field} = ${JSON.stringify(value)}`).toEqual([field]);
  }
  const { keepIfLate: _left, ...rest } = good();
  expect(fieldsOf(expectRefusal(await ask(rest), 'INVALID_INPUT'))).toEqual(['keepIfLate']);
}

const overRest = (body: unknown) => rig.rest('POST', '/bookings', { token: token(), body });
const overTrpc = (body: unknown) => rig.mutate('bookings.hold', body, { token: token() });

describe('nothing is coerced', () => {
  test('REST and tRPC reject, and REST still rejects after traffic on tRPC, each time with the field', async () => {
    await expectAllRefused(overRest);
    await expectAllRefused(overTrpc);
    await expectAllRefused(overRest);
    await expectAllRefused(overTrpc);
  });

  test('numbers of a query string are accepted only in canonical form, and tRPC takes only numbers', async () => {
    const mine = (query: string) => rig.rest('GET', `/bookings${query}`, { token: token() });
    expect((await mine('?limit=10')).status).toBe(200);
    for (const query of [
      '?limit=',
      '?limit=010',
      '?limit=1e1',
      '?limit=10.0',
      '?limit=ten',
      '?limit=0',
      '?limit=101',
      '?limit=null',
    ]) {
      expect(fieldsOf(expectRefusal(await mine(query), 'INVALID_INPUT')), query).toEqual(['limit']);
    }
    for (const query of ['?limit=1&limit=2', '?limit=1&limit=1']) {
      expect(fieldsOf(expectRefusal(await mine(query), 'INVALID_INPUT'))).toEqual(['limit']);
    }
    expect(fieldsOf(expectRefusal(await mine('?surprise=1'), 'INVALID_INPUT'))).toEqual(['surprise']);
    for (const limit of ['10', null, true, 1.5, [10]]) {
      const answer = await rig.query('bookings.mine', { limit }, { token: token() });
      expect(fieldsOf(expectRefusal(answer, 'INVALID_INPUT'))).toEqual(['limit']);
    }
  });

  test('after all this nothing was held, and a valid request still works', async () => {
    expect(await rig.core.rows('select 1 from bookings')).toHaveLength(0);
    const answer = await overRest(good());
    expect(answer.status).toBe(201);
    expect(answer.json?.booking).toMatchObject({
      state: expect.stringMatching(/held|awaiting_payment/),
      keepIfLate: false,
    });
  });
});

describe('routes that do not exist', () => {
  test.each([
    ['GET', '/api/v1/nothing'],
    ['POST', '/api/v1/me'],
    ['GET', '/api/v1/auth/login'],
    ['GET', '/api/nothing'],
    ['POST', '/webhooks/nobody'],
    ['GET', '/webhooks/razorpay'],
    ['GET', '/trpc/bookings.nothing'],
    ['GET', '/trpc/nothing'],
    ['GET', '/trpc/bookings.hold'],
    ['POST', '/trpc/bookings.mine'],
    ['GET', '/trpc/__proto__.constructor'],
    ['GET', '/nothing'],
  ])('%s %s is 404 in the envelope', async (method, path) => {
    const response = await fetch(`${rig.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
      body: method === 'POST' ? '{}' : null,
    });
    const text = await response.text();
    expectRefusal(
      { status: response.status, headers: response.headers, text, json: JSON.parse(text) },
      'NOT_FOUND',
    );
  });
});
