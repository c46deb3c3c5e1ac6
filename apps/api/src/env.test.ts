import { describe, expect, test } from 'vitest';
import { readEnv } from './env.ts';

const good = {
  PUBLIC_URL: 'http://localhost:3000',
  DATABASE_URL_API: 'postgres://holdfast_api:x@127.0.0.1:5432/holdfast',
  DATABASE_URL_INGEST: 'postgresql://holdfast_ingest:x@127.0.0.1:5432/holdfast',
  ACCESS_TOKEN_SECRET: 'a'.repeat(32),
  OTP_SECRET: 'b'.repeat(32),
  RAZORPAY_KEY_ID: 'rzp_test_abc123',
  RAZORPAY_KEY_SECRET: 'secret-secret',
  RAZORPAY_WEBHOOK_SECRET: 'secret-secret',
  RAZORPAY_ACCOUNT_ID: 'acc_abc123',
};

describe('settings', () => {
  test('only the required ones are needed, the others have defaults; an empty one counts as unset', () => {
    const env = readEnv({ ...good, REDIS_URL: '', PORT: '', DEMO_MODE: '' });
    expect(env).toMatchObject({
      PORT: 3000,
      DEMO_MODE: false,
      LOG_LEVEL: 'info',
      RAZORPAY_BASE_URL: 'https://api.razorpay.com',
    });
    expect(env.REDIS_URL).toBeUndefined();
    expect(env.PUBLIC_URL.origin).toBe('http://localhost:3000');
  });

  test.each([
    ['PORT', '80a', 'whole number'],
    ['PORT', '70000', 'at most 65535'],
    ['PUBLIC_URL', 'javascript:alert(1)', 'http://… or https://…'],
    ['DATABASE_URL_API', 'mysql://x', 'postgres://'],
    ['REDIS_URL', 'http://x', 'redis://'],
    ['ACCESS_TOKEN_SECRET', 'short', '32 characters'],
    ['RAZORPAY_KEY_ID', 'nope', 'rzp_test_'],
    ['DEMO_MODE', 'yes', 'true or false'],
    ['LOG_LEVEL', 'loud', 'trace'],
  ])('%s=%s prevents the start and reports what is expected', (name, value, expected) => {
    expect(() => readEnv({ ...good, [name]: value })).toThrow(new RegExp(`${name}: .*${expected}`));
  });

  test('every missing one is reported at once, without the values of the others', () => {
    const fail = () => readEnv({ ACCESS_TOKEN_SECRET: 'topsecret' });
    expect(fail).toThrow(/PUBLIC_URL: is not set/);
    expect(fail).toThrow(/OTP_SECRET: is not set/);
    expect(fail).not.toThrow(/topsecret/);
  });
});
