import { randomUUID } from 'node:crypto';
import { sandboxKeys } from '@holdfast/sandbox/create-sandbox';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { testRedisUrl } from '@holdfast/testkit/test-redis';

export const accessTokenSecret = 'test-access-token-secret-of-forty-letters';
export const otpSecret = 'test-one-time-code-secret-of-forty-letters';
export const secretsKey = Buffer.alloc(32, 'test-wrapping-key').toString('base64');

export type Settings = Readonly<Record<string, string>>;

/** The environment of an API process on this database. Every rig has its own prefix in the shared Redis. */
export function settingsFor(database: TestDatabase, sandboxUrl: string, change: Settings = {}): Settings {
  return {
    PORT: '0',
    PUBLIC_URL: 'http://holdfast.test',
    DATABASE_URL_API: database.urls.api,
    DATABASE_URL_INGEST: database.urls.ingest,
    POOL_SIZE_API: '5',
    POOL_SIZE_INGEST: '3',
    REDIS_URL: testRedisUrl(),
    REDIS_NAMESPACE: `t-${randomUUID()}`,
    // A slow test machine must not look like an absent Redis.
    REDIS_TIMEOUT_MS: '10000',
    ACCESS_TOKEN_SECRET: accessTokenSecret,
    OTP_SECRET: otpSecret,
    SECRETS_KEY: secretsKey,
    RAZORPAY_KEY_ID: sandboxKeys.keyId,
    RAZORPAY_KEY_SECRET: sandboxKeys.keySecret,
    RAZORPAY_WEBHOOK_SECRET: sandboxKeys.webhookSecret,
    RAZORPAY_ACCOUNT_ID: sandboxKeys.accountId,
    RAZORPAY_BASE_URL: sandboxUrl,
    RAZORPAY_CHECKOUT_URL: `${sandboxUrl}/checkout.js`,
    LOG_LEVEL: 'info',
    ...change,
  };
}
