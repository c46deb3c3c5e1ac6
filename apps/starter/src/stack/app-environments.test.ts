import { readEnv as readApiEnv } from '@holdfast/api/env';
import { readEnv as readSandboxEnv } from '@holdfast/sandbox/env';
import { readEnv as readWorkerEnv } from '@holdfast/worker/env';
import { expect, test } from 'vitest';
import {
  apiEnvironment,
  type StackFacts,
  sandboxEnvironment,
  withInherited,
  workerEnvironment,
} from './app-environments.ts';
import { databaseUrls, rolesEnvironment } from './database-urls.ts';
import type { Secrets } from './memory.ts';
import { readSettings } from './settings.ts';

const secrets: Secrets = {
  accessTokenSecret: 'a'.repeat(48),
  otpSecret: 'o'.repeat(48),
  secretsKey: `${'s'.repeat(43)}=`,
  redisPassword: 'r'.repeat(24),
  databasePasswords: {
    owner: 'owner-password-123',
    api: 'api-password-12345',
    ingest: 'ingest-password-12',
    worker: 'worker-password-12',
  },
  sandbox: {
    RAZORPAY_KEY_ID: 'rzp_test_0123456789',
    RAZORPAY_KEY_SECRET: 'k'.repeat(24),
    RAZORPAY_WEBHOOK_SECRET: 'w'.repeat(24),
    RAZORPAY_ACCOUNT_ID: 'acc_0123456789',
  },
};

function factsOf(source: Record<string, string>): StackFacts {
  const settings = readSettings(source);
  return {
    settings,
    secrets,
    ports: { web: 3000, api: 3000, worker: 3001, sandbox: 3002, postgres: 3003, redis: 3004 },
    urls: databaseUrls(settings, secrets, 3003),
    redisUrl: null,
    chromium: null,
    repoRoot: '/home/someone/my clinic',
    holdfastDir: '/home/someone/my clinic/.holdfast',
    dev: null,
  };
}

const realKeys = {
  RAZORPAY_KEY_ID: 'rzp_live_abcdefgh',
  RAZORPAY_KEY_SECRET: 'real-key-secret',
  RAZORPAY_WEBHOOK_SECRET: 'real-webhook-secret',
  RAZORPAY_ACCOUNT_ID: 'acc_abcdefgh',
};

test.each([
  ['the demo', {}],
  ['real keys', realKeys],
  ['an open interface', { HOST: '0.0.0.0', PUBLIC_URL: 'http://clinic.lan:3000' }],
])('the API and the worker accept what the starter sets for %s', (_, source) => {
  const facts = factsOf(source);
  expect(readApiEnv(apiEnvironment(facts)).PORT).toBe(3000);
  expect(readWorkerEnv(workerEnvironment(facts)).PORT).toBe(3001);
  expect(readSandboxEnv(sandboxEnvironment(facts)).PORT).toBe(3002);
});

test('with real keys no sandbox address and no generated key reaches a program', () => {
  const facts = factsOf(realKeys);
  for (const environment of [apiEnvironment(facts), workerEnvironment(facts)]) {
    const text = JSON.stringify(environment);
    expect(text).not.toContain(':3002');
    for (const key of Object.values(secrets.sandbox)) expect(text).not.toContain(key);
    expect(environment['RAZORPAY_KEY_ID']).toBe(realKeys.RAZORPAY_KEY_ID);
  }
  expect(apiEnvironment(facts)['DEMO_MODE']).toBe('false');
  expect(readWorkerEnv(workerEnvironment(facts)).WHATSAPP_URL).toBe('https://web.whatsapp.com');
});

test('no program gets the password of the owner or of another program', () => {
  const facts = factsOf({});
  const { owner, api, worker } = secrets.databasePasswords;
  const apiText = JSON.stringify(apiEnvironment(facts));
  const workerText = JSON.stringify(workerEnvironment(facts));
  for (const text of [apiText, workerText, JSON.stringify(sandboxEnvironment(facts))]) {
    expect(text).not.toContain(owner);
  }
  expect(apiText).not.toContain(worker);
  expect(workerText).not.toContain(api);
});

test('what a person gave reaches the programs that declare it, and no other', () => {
  const facts = factsOf({
    MAX_STREAMS: '7',
    WORKER_POLL_SECONDS: '3',
    REDIS_NAMESPACE: 'north',
    HOST: '0.0.0.0',
  });
  const [api, worker] = [apiEnvironment(facts), workerEnvironment(facts)];
  expect([api['MAX_STREAMS'], worker['MAX_STREAMS']]).toEqual(['7', undefined]);
  expect([api['WORKER_POLL_SECONDS'], worker['WORKER_POLL_SECONDS']]).toEqual([undefined, '3']);
  expect([api['REDIS_NAMESPACE'], worker['REDIS_NAMESPACE']]).toEqual(['north', 'north']);
  expect([api['HOST'], worker['HOST']]).toEqual(['0.0.0.0', '127.0.0.1']);
});

test('an internal setting and a browser that was not found are not passed on', () => {
  const given = {
    HOLDFAST_FAIL_POINTS: 'x',
    WEB_DIST: '/x',
    CHROMIUM_PATH: '/x',
    RAZORPAY_BASE_URL: 'http://x',
  };
  const facts = { ...factsOf(given), dev: { inspect: false } };
  const text = JSON.stringify([apiEnvironment(facts), workerEnvironment(facts)]);
  expect(text).not.toMatch(/FAIL_POINTS|WEB_DIST|CHROMIUM_PATH|http:\/\/x/);
});

test('a pace that was asked for is kept even before the sandbox, which needs none', () => {
  expect(workerEnvironment(factsOf({}))['WHATSAPP_PACING']).toBe('none');
  expect(workerEnvironment(factsOf({ WHATSAPP_PACING: 'careful' }))['WHATSAPP_PACING']).toBe('careful');
});

test('what a program could not start with stops the starter already', () => {
  expect(() => readSettings({ WORKER_POLL_SECONDS: 'soon' })).toThrow(
    'WORKER_POLL_SECONDS: expected seconds',
  );
});

test("the starter's own environment does not leak into the programs", () => {
  const source = { PATH: '/usr/bin', DATABASE_SUPERUSER_URL: 'postgres://root', AWS_SECRET_ACCESS_KEY: 'x' };
  expect(withInherited({ PORT: '1' }, source)).toEqual({ PATH: '/usr/bin', PORT: '1' });
});

test("on an open interface a phone's browser reaches the sandbox by the public name", () => {
  const environment = apiEnvironment(factsOf({ HOST: '0.0.0.0', PUBLIC_URL: 'http://clinic.lan:3000' }));
  expect(environment['RAZORPAY_CHECKOUT_URL']).toBe('http://clinic.lan:3002/checkout.js');
  expect(environment['RAZORPAY_BASE_URL']).toBe('http://127.0.0.1:3002');
});

test('login roles are derived from a given DATABASE_URL, whose other parts are kept', () => {
  const url = 'postgres://holdfast_owner:p%40ss%2Fword-123@db.internal:6432/clinic?sslmode=require';
  const urls = databaseUrls(readSettings({ DATABASE_URL: url }), secrets, 0);
  expect(urls.owner).toBe(url);
  expect(urls.api).toBe('postgres://holdfast_api:api-password-12345@db.internal:6432/clinic?sslmode=require');
  const roles = rolesEnvironment(urls, 'postgres://postgres:x@db.internal/postgres');
  expect(roles['HOLDFAST_OWNER_PASSWORD']).toBe('p@ss/word-123');
  expect(roles['HOLDFAST_DATABASE_NAME']).toBe('clinic');
});
