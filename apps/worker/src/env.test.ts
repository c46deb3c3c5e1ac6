import { describe, expect, test } from 'vitest';
import { readEnv } from './env.ts';

const least = {
  DATABASE_URL_WORKER: 'postgres://holdfast_worker:secret@127.0.0.1:5432/holdfast',
  OTP_SECRET: 'x'.repeat(32),
  RAZORPAY_KEY_ID: 'rzp_test_1',
  RAZORPAY_KEY_SECRET: 'secret-secret',
  RAZORPAY_WEBHOOK_SECRET: 'secret-secret',
  RAZORPAY_ACCOUNT_ID: 'acc_1',
};

describe('the settings of the worker', () => {
  test('have defaults for everything that is not required', () => {
    expect(readEnv(least)).toMatchObject({
      PORT: 4700,
      HOST: '127.0.0.1',
      WHATSAPP_URL: 'https://web.whatsapp.com',
      WHATSAPP_PACING: 'careful',
      WORKER_MESSAGE_LEASE_SECONDS: 180,
      WORKER_ACCOUNT_LEASE_SECONDS: 30,
      WORKER_STALL_SECONDS: 60,
      LATE_MONEY_DAYS: 6,
    });
  });

  test.each(Object.keys(least))('report a missing %s by name', (name) => {
    const { [name as keyof typeof least]: _, ...rest } = least;
    expect(() => readEnv(rest)).toThrow(new RegExp(`these settings are wrong:\\n {2}${name}: `));
  });

  test.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['DATABASE_URL_WORKER', 'mysql://x'],
    ['REDIS_URL', 'http://127.0.0.1'],
    ['REDIS_NAMESPACE', 'Big Letters'],
    ['OTP_SECRET', 'short'],
    ['RAZORPAY_ACCOUNT_ID', 'account'],
    ['WHATSAPP_PACING', 'fast'],
    ['WHATSAPP_HEADLESS', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['WORKER_POLL_SECONDS', '0'],
    ['WORKER_POLL_SECONDS', '-1'],
    ['WORKER_STALL_SECONDS', 'soon'],
    ['LATE_MONEY_DAYS', '0.5'],
  ])('reject %s=%s without printing the value', (name, value) => {
    const read = () => readEnv({ ...least, [name]: value });
    expect(read).toThrow(`  ${name}: `);
    if (name === 'OTP_SECRET') expect(read).not.toThrow(value);
  });

  test('treat an empty line as unset', () => {
    const empty = { REDIS_URL: '', CHROMIUM_PATH: ' ', SENTRY_DSN: '', WHATSAPP_PROFILE_DIR: '' };
    const env = readEnv({ ...least, ...empty });
    expect([env.REDIS_URL, env.CHROMIUM_PATH, env.SENTRY_DSN, env.WHATSAPP_PROFILE_DIR]).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  test.each([
    'PORT',
    'HOST',
    'LOG_LEVEL',
    'WORKER_POLL_SECONDS',
    'RAZORPAY_BASE_URL',
    'WHATSAPP_PACING',
    'LATE_MONEY_DAYS',
  ])('treat an empty %s as its default', (name) => {
    expect(readEnv({ ...least, [name]: '' })).toEqual(readEnv(least));
  });

  test('report several invalid values at once', () => {
    expect(() => readEnv({ ...least, PORT: 'x', LOG_LEVEL: 'x' })).toThrow(/PORT: .*\n.*LOG_LEVEL: /);
  });
});
