import path from 'node:path';
import type { MessageSender } from '@holdfast/core/ports/message-sender';
import { createLease } from '@holdfast/core/usecases/message/worker-duties';
import type { Composition } from './composition.ts';
import { driverStarter } from './start-driver.ts';
import { pausedSender, WhatsappAccount } from './whatsapp-account.ts';

const account = 'default';
const leaseSeconds = 30;

export interface OpenAccount {
  readonly sender: MessageSender;
  /** One round of keeping the account driven by exactly one worker. */
  readonly keep: () => Promise<number>;
  readonly keepSeconds: number;
  readonly close: () => Promise<void>;
}

/** Without a browser messages are paused, and the operator's page says what installs one. */
function pausedAccount(parts: Composition): OpenAccount {
  const note =
    'Messages are paused: no Chromium here. Install it with: apt-get install -y chromium chromium-driver';
  const keep = async () => {
    await parts.duties.publishAccount(account, { state: 'paused', qrText: null, note });
    return 0;
  };
  return { sender: pausedSender, keep, keepSeconds: 60, close: async () => undefined };
}

export function openAccount(parts: Composition): OpenAccount {
  const { env, tx, duties } = parts;
  if (env.CHROMIUM_PATH === undefined || env.CHROMEDRIVER_PATH === undefined) return pausedAccount(parts);
  const lease = createLease({ tx }, `whatsapp:${account}`, parts.holder, leaseSeconds);
  const start = driverStarter({
    env,
    chromiumPath: env.CHROMIUM_PATH,
    chromedriverPath: env.CHROMEDRIVER_PATH,
    profileDir: env.WHATSAPP_PROFILE_DIR ?? path.resolve('.holdfast/whatsapp-profile'),
    history: async () => (await duties.recentSends(24)).map((send) => ({ ...send, text: null })),
    onFault: (error) =>
      parts.log.warn({ err: error instanceof Error ? error.name : 'fault' }, 'whatsapp browser'),
  });
  const driven = new WhatsappAccount({
    holdLease: lease.hold,
    releaseLease: lease.release,
    start,
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
