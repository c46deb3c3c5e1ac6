import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal, fieldsOf } from '../support/http-client.ts';
import { confirmedVisit } from './booked-visit.ts';

let rig: ApiRig;
let path: string;
let bookingId: string;
beforeAll(async () => {
  rig = await createApiRig();
  bookingId = (await confirmedVisit(rig)).id;
  path = `/bookings/${bookingId}/check-in`;
});
afterAll(() => rig.close());

const desk = () => ({ token: rig.tokenOf(rig.core.clinics.asha.staff.receptionist) });

describe('check in: invalid request', () => {
  test.each([
    ['an invalid id', '/bookings/1/check-in', undefined, ['bookingId']],
    ['an unknown field', null, { urgent: true }, ['urgent']],
    ['the id repeated in the body', null, { bookingId: 'x' }, ['bookingId']],
    ['a query string', '?force=true', undefined, ['force']],
  ] as const)('%s: 400 with the field', async (_what, where, body, fields) => {
    const target = where === null ? path : where.startsWith('?') ? path + where : where;
    const answer = await rig.rest('POST', target, body === undefined ? desk() : { ...desk(), body });
    expect(fieldsOf(expectRefusal(answer, 'INVALID_INPUT'))).toEqual(fields);
  });

  test.each([
    ['[]', 'MALFORMED_REQUEST'],
    ['null', 'MALFORMED_REQUEST'],
    ['"x"', 'MALFORMED_REQUEST'],
    ['{', 'MALFORMED_REQUEST'],
    ['{"a":1,"a":1}', 'MALFORMED_REQUEST'],
    ['{"__proto__":{"admin":true}}', 'MALFORMED_REQUEST'],
  ] as const)('the body %s: %s', async (raw, code) => {
    const call = { ...desk(), raw, headers: { 'content-type': 'application/json' } };
    expectRefusal(await rig.rest('POST', path, call), code);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
  ])('a body as %s: 415 on both surfaces', async (type) => {
    const call = { ...desk(), raw: '{}', headers: { 'content-type': type } };
    expectRefusal(await rig.rest('POST', path, call), 'UNSUPPORTED_MEDIA_TYPE');
    expectRefusal(await rig.mutate('bookings.checkIn', {}, call), 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['', ' ', 'x'.repeat(201), 'schlüssel', 'two words'])(
    'the idempotency key %j is rejected',
    async (key) => {
      const call = { ...desk(), headers: { 'idempotency-key': Buffer.from(key, 'utf8').toString('latin1') } };
      expect(fieldsOf(expectRefusal(await rig.rest('POST', path, call), 'INVALID_INPUT'))).toEqual([
        'Idempotency-Key',
      ]);
      expectRefusal(await rig.mutate('bookings.checkIn', { bookingId }, call), 'INVALID_INPUT');
    },
  );

  test('over tRPC the same inputs are rejected with the same fields', async () => {
    const of = async (input: unknown) =>
      fieldsOf(expectRefusal(await rig.mutate('bookings.checkIn', input, desk()), 'INVALID_INPUT'));
    expect(await of({ bookingId: '1' })).toEqual(['bookingId']);
    expect(await of({ bookingId, urgent: true })).toEqual(['urgent']);
    expect(await of({})).toEqual(['bookingId']);
    expect(await of({ bookingId: null })).toEqual(['bookingId']);
    expect(await of([])).toEqual(['']);
  });

  test('none of these requests changes the booking', async () => {
    const [row] = await rig.core.rows<{ state: string }>('select state from bookings where id = $1', [
      bookingId,
    ]);
    expect(row?.state).toBe('confirmed');
  });
});
