import path from 'node:path';
import type { MessageSender } from '@holdfast/core/ports/message-sender';
import { createLease } from '@holdfast/core/usecases/message/worker-duties';
import type { Composition } from './composition.ts';
import { driverStarter } from './start-driver.ts';
import { type AccountOptions, pausedSender, WhatsappAccount } from './whatsapp-account.ts';

const account = 'default';
const pausedKeepSeconds = 60;

export interface OpenAccount {
  readonly sender: MessageSender;
  /** One round of keeping the account driven by exactly one worker. */
  readonly keep: () => Promise<number>;
  readonly keepSeconds: number;
  readonly close: () => Promise<void>;
}

/** Null: nothing here can send. */
export type DriverFactory = (parts: Composition) => AccountOptions['start'] | null;

/** Told when this worker begins to drive the account, and before it ends. */
export type DrivingEvents = Pick<AccountOptions, 'onDriving' | 'onResting'>;

export const chromiumDriver: DriverFactory = ({ env, duties, log }) => {
  if (env.CHROMIUM_PATH === undefined || env.CHROMEDRIVER_PATH === undefined) return null;
  return driverStarter({
    env,
    chromiumPath: env.CHROMIUM_PATH,
    chromedriverPath: env.CHROMEDRIVER_PATH,
    profileDir: env.WHATSAPP_PROFILE_DIR ?? path.resolve('.holdfast/whatsapp-profile'),
    history: async () => (await duties.recentSends(24)).map((send) => ({ ...send, text: null })),
    onFault: (error) => log.warn({ err: error instanceof Error ? error.name : 'fault' }, 'whatsapp browser'),
  });
};

type Lease = ReturnType<typeof createLease>;

/** Without a browser messages are paused, and the operator's page says what installs one, unless another worker drives. */
function pausedAccount(parts: Composition, lease: Lease): OpenAccount {
  const note =
    'Messages are paused: no Chromium here. Install it with: apt-get install -y chromium chromium-driver';
  const keep = async () => {
    if (!(await lease.hold())) return 0;
    await parts.duties.publishAccount(account, { state: 'paused', qrText: null, note });
    await lease.release();
    return 0;
  };
  return { sender: pausedSender, keep, keepSeconds: pausedKeepSeconds, close: async () => undefined };
}

export function openAccount(
  parts: Composition,
  makeDriver: DriverFactory,
  events: DrivingEvents,
): OpenAccount {
  const { env, tx, duties } = parts;
  const leaseSeconds = env.WORKER_ACCOUNT_LEASE_SECONDS;
  const lease = createLease({ tx }, `whatsapp:${account}`, parts.holder, leaseSeconds);
  const start = makeDriver(parts);
  if (start === null) return pausedAccount(parts, lease);
  const driven = new WhatsappAccount({
    holdLease: lease.hold,
    releaseLease: lease.release,
    start,
    ...events,
    publish: (report) => duties.publishAccount(account, report),
    onError: (error) => parts.crashes.report(error, { where: 'whatsapp-account' }),
  });
  return {
    sender: driven,
    keep: () => driven.keep(),
    keepSeconds: leaseSeconds / 3,
    close: () => driven.close(),
  };
}
