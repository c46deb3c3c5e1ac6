import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal, send } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig({ settings: { METRICS_TOKEN: 'a-token-for-the-metrics' } });
});
afterAll(() => rig.close());

const get = (path: string, headers: Record<string, string> = {}) => send(rig.url, 'GET', path, { headers });
const readinessLines = () => rig.logLines().filter((line) => String(line['msg']).startsWith('readiness'));

describe('health', () => {
  test('reports liveness, and readiness with each dependency', async () => {
    expect((await get('/healthz')).json).toMatchObject({ status: 'ok' });
    // Redis is optional: until its first connection stands, the API is degraded and answers.
    await waitUntil('Redis is connected', async () =>
      (await get('/readyz')).text.includes('"status":"ready"'),
    );
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.json).toMatchObject({
      status: 'ready',
      checks: {
        schema: { state: 'ok' },
        postgres: { state: 'ok' },
        postgresIngest: { state: 'ok' },
        redis: { state: 'ok' },
        outbox: { state: 'ok', lagSeconds: 0 },
      },
    });
  });

  test('an outdated database makes it not ready, with what to do, until it is migrated; logged once', async () => {
    const last = await rig.core.rows<Record<string, unknown>>('delete from schema_releases returning *');
    for (let turn = 0; turn < 3; turn += 1) {
      const behind = await get('/readyz');
      expect(behind.status).toBe(503);
      expect(behind.json).toMatchObject({
        status: 'not_ready',
        checks: { schema: { state: 'failed', note: expect.stringContaining('npm run migrate') } },
      });
      expect(behind.headers.get('retry-after')).toBe('2');
    }
    expect((await get('/healthz')).status).toBe(200);
    expect(readinessLines().filter((line) => line['level'] === 'error')).toHaveLength(1);
    await rig.core.rows(
      'insert into schema_releases select * from jsonb_populate_record(null::schema_releases, $1)',
      [JSON.stringify(last[0])],
    );
    expect((await get('/readyz')).status).toBe(200);
  });

  test('overdue messages are reported without making the API unready', async () => {
    await rig.core.rows(
      `insert into messages (clinic_id, channel, kind, subject_id, subject_version, recipient_phone, locale, next_try_at)
      values ($1, 'whatsapp', 'one_time_code', gen_random_uuid(), 1, '+919800000001', 'en', now() - interval '20 minutes')`,
      [rig.core.clinics.asha.id],
    );
    const ready = await get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.json).toMatchObject({ status: 'degraded', checks: { outbox: { state: 'degraded' } } });
  });

  test('metrics require their token, and contain route patterns and never a URL or an id', async () => {
    expectRefusal(await get('/metrics'), 'UNAUTHENTICATED');
    const { patient } = rig.core.clinics;
    await rig.rest('GET', `/patients?clinicId=${rig.core.clinics.asha.id}&search=asha`, {
      token: rig.tokenOf(patient.userId),
    });
    const metrics = (await get('/metrics', { authorization: 'Bearer a-token-for-the-metrics' })).text;
    expect(metrics).toMatch(
      /holdfast_http_request_seconds_count\{method="GET",route="\/api\/v1\/patients",status="200"\} 1/,
    );
    for (const name of [
      'holdfast_pool_connections',
      'holdfast_nodejs_eventloop_lag_seconds',
      'holdfast_streams 0',
    ])
      expect(metrics).toContain(name);
    expect(metrics).not.toContain(rig.core.clinics.asha.id);
  });
});

describe('the access log', () => {
  test('has one line per request with its id and pattern, and no personal data or input', async () => {
    const { patient, asha, password } = rig.core.clinics;
    const token = rig.tokenOf(patient.userId);
    await rig.rest('GET', `/patients?clinicId=${asha.id}&search=Zanzibar`, {
      token,
      headers: { 'x-request-id': 'followed-through-1' },
    });
    await rig.rest('POST', '/auth/login', { body: { email: patient.email, password: 'Wr0ng-pass' } });
    await rig.rest('POST', '/auth/otp/request', {
      body: { phone: patient.phone, clinicId: asha.id, locale: 'en' },
    });
    const lines = rig.logLines();
    expect(
      lines.filter((line) => line['requestId'] === 'followed-through-1' && line['msg'] === 'request'),
    ).toMatchObject([{ method: 'GET', route: '/api/v1/patients', status: 200 }]);
    const text = JSON.stringify(lines);
    for (const secret of [
      'Zanzibar',
      token,
      patient.email,
      patient.phone,
      password,
      'Wr0ng-pass',
      patient.userId,
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  test.each(['short', 'x'.repeat(65), 'with spaces in', '<script>alert(1)</script>'])(
    'the request id %j of a caller is replaced',
    async (id) => {
      const answer = await get('/healthz', { 'x-request-id': id });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
