import { ErrorBody, errorCatalog } from '@holdfast/contract/errors';
import type { AnyProcedure } from '@holdfast/contract/procedure';
import { procedureList } from '@holdfast/contract/procedures';
import { hold } from '@holdfast/testkit/booking-steps';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmedVisit } from '../check-in/booked-visit.ts';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import type { Answer } from '../support/http-client.ts';
import { type KnownIds, nearlyValidFor, nonsense, validFor } from './arbitrary-input.ts';

const numRuns = 20;
const definitions = procedureList.map(({ definition }) => definition);

let rig: ApiRig;
let known: KnownIds;
let callers: readonly (string | undefined)[];

beforeAll(async () => {
  rig = await createApiRig({ settings: { MAX_IN_FLIGHT: '50' } });
  const { asha, alameda, patient, otherPatient, operator, suspended } = rig.core.clinics;
  const held = await hold(rig.core, { time: '09:00' });
  const paid = await confirmedVisit(rig, { time: '09:20' });
  await rig.core.rows(
    `insert into messages (clinic_id, channel, kind, subject_id, subject_version, recipient_phone, locale, state)
     values ($1, 'whatsapp', 'booking_confirmed', $2, 9, '+919800000001', 'en', 'queued')`,
    [asha.id, paid.id],
  );
  const messages = await rig.core.rows<{ id: string }>('select id from messages');
  known = {
    ClinicId: [asha.id, alameda.id],
    DoctorId: [...asha.doctors],
    ServiceId: [asha.services.visit.id],
    PatientId: [patient.patientAt.asha, otherPatient.patientAt.asha],
    BookingId: [held.booking.id, paid.id],
    PaymentId: [held.booking.payment.paymentId, paid.payment.paymentId],
    MessageId: messages.map((row) => row.id),
  };
  const people = [
    patient.userId,
    asha.staff.receptionist,
    asha.staff.admin,
    alameda.staff.doctor,
    operator,
    suspended,
  ];
  callers = [undefined, ...people.map(rig.tokenOf)];
});
afterAll(() => rig.close());

const internals =
  /node_modules|\n\s+at |file:\/\/|select .* from|StorageError|ZodError|TRPCError|constraint|relation "/i;

/** What must hold for every response to any request. */
function expectSane(answer: Answer, definition: AnyProcedure, sent: unknown): void {
  const place = `${definition.id} ${JSON.stringify(sent)} → ${answer.status} ${answer.text.slice(0, 300)}`;
  expect(answer.status, place).toBeLessThan(500);
  if (answer.status < 400) {
    const output = answer.json?.result?.data ?? answer.json;
    expect(definition.output.safeParse(output).success, place).toBe(true);
    return;
  }
  const error = ErrorBody.safeParse(answer.json?.error?.data?.error ?? answer.json?.error);
  expect(error.success, place).toBe(true);
  if (!error.success) return;
  expect(answer.status, place).toBe(errorCatalog[error.data.code].status);
  expect(JSON.stringify({ ...error.data, fields: [] }), place).not.toMatch(internals);
  if (error.data.code === 'INVALID_INPUT') expect(error.data.fields?.length, place).toBeGreaterThan(0);
}

function restPath(definition: AnyProcedure, input: Record<string, unknown>) {
  const rest = { ...input };
  const path = definition.rest.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(
      (typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value ?? null)) || ' ',
    );
  });
  return { path, rest };
}

function overRest(definition: AnyProcedure, input: Record<string, unknown>, token: string | undefined) {
  const { path, rest } = restPath(definition, input);
  const auth = token === undefined ? {} : { token };
  if (definition.rest.method === 'POST') return rig.rest('POST', path, { ...auth, body: rest });
  const pairs = Object.entries(rest).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return rig.rest('GET', `${path}?${new URLSearchParams(pairs)}`, auth);
}

function overTrpc(definition: AnyProcedure, input: unknown, token: string | undefined) {
  const auth = token === undefined ? {} : { token };
  return definition.kind === 'query'
    ? rig.query(definition.id, input, auth)
    : rig.mutate(definition.id, input, auth);
}

describe.each(definitions.map((definition) => [definition.id, definition] as const))(
  '%s',
  (_id, definition) => {
    test('answers every valid or nearly valid input properly on both surfaces', async () => {
      const inputs = fc.oneof(validFor(definition.input, known), nearlyValidFor(definition.input, known));
      await fc.assert(
        fc.asyncProperty(inputs, fc.constantFrom(...callers), async (input, token) => {
          expectSane(await overRest(definition, input as Record<string, unknown>, token), definition, input);
          expectSane(await overTrpc(definition, input, token), definition, input);
        }),
        { numRuns, endOnFailure: false },
      );
    });
  },
);

describe('arbitrary input', () => {
  const post = definitions.filter((definition) => definition.rest.method === 'POST');

  test('as a body of any command', async () => {
    const bodies = fc.oneof(
      nonsense.map((value) => JSON.stringify(value) ?? ''),
      fc.string(),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(
        bodies,
        fc.constantFrom(...post),
        fc.constantFrom(...callers),
        async (raw, definition, token) => {
          const headers = { 'content-type': 'application/json' };
          const bytes = typeof raw === 'string' ? raw : new Uint8Array(raw);
          const call = { raw: bytes, headers, ...(token === undefined ? {} : { token }) };
          const path = definition.rest.path.replaceAll(/\{\w+\}/g, 'x');
          for (const answer of [
            await rig.rest('POST', path, call),
            await rig.mutate(definition.id, undefined, call),
          ]) {
            expectSane(answer, definition, String(raw));
          }
        },
      ),
      { numRuns: numRuns * 8 },
    );
  });

  test('as a path, a query string and headers', async () => {
    const word = fc.oneof(
      fc.webPath(),
      fc.constantFrom(
        '/api/v1/%',
        '/api/v1/%00',
        '/api/v1/clinics/%zz/doctors',
        '/trpc/',
        '/trpc/a.b,c.d?batch=1',
        '/trpc/auth.me?input=%7B',
        '/api/v1//me',
        '/%ff',
      ),
    );
    const headers = fc.record(
      {
        authorization: fc.constantFrom('Bearer', 'Bearer  x', 'bearer x.y.z', 'Basic x', '\u00ff'),
        cookie: fc.constantFrom(
          'holdfast_access',
          'holdfast_access=',
          'holdfast_access=x; holdfast_access=y',
          '=;=',
          'holdfast_refresh=%',
        ),
        'idempotency-key': fc.constantFrom('x', '\t', 'x'.repeat(300)),
        'x-request-id': fc.constantFrom('..', 'x'.repeat(500)),
        accept: fc.constantFrom('*/*', 'application/jsonl', 'text/event-stream', ''),
        'last-event-id': fc.constantFrom('x', '1-1.1.1'),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        word,
        headers,
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
        async (path, sent, method) => {
          const response = await fetch(`${rig.url}${path}`, {
            method,
            headers: sent as Record<string, string>,
          });
          const text = await response.text();
          expect(response.status, `${method} ${path} ${text}`).toBeLessThan(500);
          expect(text).not.toMatch(internals);
        },
      ),
      { numRuns: numRuns * 10 },
    );
  });

  test('none of it caused a crash', () => {
    expect(rig.logLines().filter((line) => line['msg'] === 'crash')).toEqual([]);
  });
});
