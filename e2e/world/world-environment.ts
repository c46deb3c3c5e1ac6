import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxKeys } from '@holdfast/sandbox/create-sandbox';
import { repositoryRoot } from '@holdfast/starter/stack/places';
import { testChromium } from '@holdfast/testkit/chromium';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import type { Environment } from './world-process.ts';
import type { WorldRedis } from './world-redis.ts';

export const otpSecret = 'world-one-time-code-secret-of-forty-letters';

export interface WorldFacts {
  readonly database: TestDatabase;
  readonly redis: WorldRedis;
  readonly sandboxUrl: string;
  readonly apiUrl: string;
  readonly home: string;
  readonly browser: boolean;
  readonly web: boolean;
}

function shared({ redis, sandboxUrl }: WorldFacts): Environment {
  return {
    ...(redis.url === null ? {} : { REDIS_URL: redis.url }),
    REDIS_NAMESPACE: redis.namespace,
    OTP_SECRET: otpSecret,
    RAZORPAY_KEY_ID: sandboxKeys.keyId,
    RAZORPAY_KEY_SECRET: sandboxKeys.keySecret,
    RAZORPAY_WEBHOOK_SECRET: sandboxKeys.webhookSecret,
    RAZORPAY_ACCOUNT_ID: sandboxKeys.accountId,
    RAZORPAY_BASE_URL: sandboxUrl,
    RAZORPAY_CHECKOUT_URL: `${sandboxUrl}/checkout.js`,
    LOG_LEVEL: 'info',
    // What a provider does by itself it does at once here.
    CAPTURE_GRACE_SECONDS: '0.1',
    SURPLUS_GRACE_SECONDS: '0.1',
  };
}

export function apiEnvironment(facts: WorldFacts): Environment {
  const { database, apiUrl } = facts;
  const dist = join(repositoryRoot, 'apps', 'web', 'dist');
  return {
    ...shared(facts),
    PUBLIC_URL: apiUrl,
    DATABASE_URL_API: database.urls.api,
    DATABASE_URL_INGEST: database.urls.ingest,
    ACCESS_TOKEN_SECRET: 'world-access-token-secret-of-forty-letters',
    DEMO_MODE: 'true',
    ...(facts.web && existsSync(dist) ? { WEB_DIST: dist } : {}),
  };
}

function chromium(): Environment {
  const { chromiumPath, chromedriverPath } = testChromium();
  return { CHROMIUM_PATH: chromiumPath, CHROMEDRIVER_PATH: chromedriverPath };
}

/** Poll intervals short enough that a test which relies on polling does not wait long. */
export function workerEnvironment(facts: WorldFacts): Environment {
  return {
    ...shared(facts),
    DATABASE_URL_WORKER: facts.database.urls.worker,
    WHATSAPP_URL: `${facts.sandboxUrl}/whatsapp`,
    WHATSAPP_PROFILE_DIR: join(facts.home, 'whatsapp-profile'),
    WHATSAPP_PACING: 'none',
    LEDGER_FILE: join(facts.home, 'ledger'),
    WORKER_POLL_SECONDS: '0.1',
    WORKER_SWEEP_SECONDS: '0.25',
    WORKER_ACCOUNT_SWEEP_SECONDS: '1',
    WORKER_RECEIPT_SECONDS: '0.25',
    WORKER_INVARIANT_SECONDS: '5',
    WORKER_REQUEUE_SECONDS: '1',
    ...(facts.browser ? chromium() : {}),
  };
}
