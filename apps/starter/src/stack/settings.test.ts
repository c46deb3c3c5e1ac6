import { expect, test } from 'vitest';
import { isDemo, readSettings, usesSandbox } from './settings.ts';

const keys = {
  RAZORPAY_KEY_ID: 'rzp_test_abcdefgh',
  RAZORPAY_KEY_SECRET: 'key-secret-1',
  RAZORPAY_WEBHOOK_SECRET: 'webhook-secret-1',
  RAZORPAY_ACCOUNT_ID: 'acc_abcdefgh',
};
const owner = 'postgres://holdfast_owner:secret@db.internal:5432/holdfast';

test('without settings the demo runs on the sandbox', () => {
  const settings = readSettings({});
  expect(usesSandbox(settings)).toBe(true);
  expect(isDemo(settings)).toBe(true);
});

test('an empty variable counts as unset', () => {
  const settings = readSettings({ PORT: '', DATABASE_URL: '  ', RAZORPAY_KEY_ID: '', HOLDFAST_DEMO: '' });
  expect(settings.PORT).toBeUndefined();
  expect(settings.DATABASE_URL).toBeUndefined();
  expect(usesSandbox(settings)).toBe(true);
});

test('real keys turn off the sandbox and the demo, which can still be requested', () => {
  expect(usesSandbox(readSettings(keys))).toBe(false);
  expect(isDemo(readSettings(keys))).toBe(false);
  expect(isDemo(readSettings({ ...keys, HOLDFAST_DEMO: 'true' }))).toBe(true);
});

test.each([
  [{ PORT: '70000' }, 'PORT'],
  [{ PORT: 'http' }, 'PORT: expected a port number'],
  [{ PUBLIC_URL: 'example.org' }, 'PUBLIC_URL: expected http://… or https://…'],
  [{ PUBLIC_URL: 'javascript:alert(1)' }, 'PUBLIC_URL'],
  [{ REDIS_URL: 'http://localhost:6379' }, 'REDIS_URL: expected redis://host:port'],
  [{ OTP_SECRET: 'short' }, 'OTP_SECRET: expected at least 32 characters'],
  [{ HOLDFAST_DEMO: 'yes' }, 'HOLDFAST_DEMO: expected true or false'],
  [{ HOLDFAST_DEMO: 'false' }, 'RAZORPAY_KEY_ID: needed when HOLDFAST_DEMO is false'],
  [
    { RAZORPAY_KEY_ID: keys.RAZORPAY_KEY_ID },
    'RAZORPAY_WEBHOOK_SECRET: needed together with RAZORPAY_KEY_ID',
  ],
  [{ ...keys, RAZORPAY_KEY_ID: 'sk_live_1' }, 'RAZORPAY_KEY_ID: expected rzp_test_… or rzp_live_…'],
  [{ DATABASE_URL_API: owner }, 'DATABASE_URL: needed together with DATABASE_URL_API'],
  [
    { DATABASE_URL: 'postgres://postgres:secret@db/holdfast' },
    'DATABASE_URL: expected the log-in holdfast_owner',
  ],
  [{ DATABASE_URL: 'postgres://holdfast_owner@db/holdfast' }, 'DATABASE_URL: expected a password'],
  [{ DATABASE_URL: 'postgres://holdfast_owner:secret@db' }, 'DATABASE_URL: expected a database name'],
])('an invalid value stops the start with its name and the expected form: %o', (source, message) => {
  expect(() => readSettings(source)).toThrow(message);
});

test('all problems are reported at once', () => {
  expect(() => readSettings({ PORT: '0', LOG_LEVEL: 'loud' })).toThrow(/PORT[\s\S]*LOG_LEVEL/);
});

test('no message contains a secret', () => {
  const secret = 'do-not-print-me';
  const read = () =>
    readSettings({ OTP_SECRET: secret, DATABASE_URL: `mysql://holdfast_owner:${secret}@db/x` });
  expect(read).toThrow();
  expect(read).not.toThrow(secret);
});
