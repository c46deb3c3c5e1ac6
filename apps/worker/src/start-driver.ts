import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { WorkerEnvironment } from './env.ts';
import { defaultTimings } from './whatsapp/config.ts';
import { WhatsappSender } from './whatsapp/sender.ts';
import { WhatsappSession } from './whatsapp/session.ts';
import { carefulPacing, noPacing, type PastSend, Throttle } from './whatsapp/throttle.ts';
import type { AccountOptions, Driver } from './whatsapp-account.ts';

export interface DriverSettings {
  readonly env: WorkerEnvironment;
  readonly chromiumPath: string;
  readonly chromedriverPath: string;
  readonly profileDir: string;
  /** Sends of the last day, or a restart would forget its own pace. */
  readonly history: () => Promise<PastSend[]>;
  readonly onFault: (error: unknown) => void;
}

/** Starts Chromium on its profile and puts the sender on top. */
export function driverStarter(settings: DriverSettings): AccountOptions['start'] {
  return async ({ onState, onQr }): Promise<Driver> => {
    const { env, profileDir } = settings;
    const stateDir = path.join(path.dirname(profileDir), 'whatsapp-driver');
    for (const folder of [profileDir, stateDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const isStandIn = env.WHATSAPP_PACING === 'none';
    const timings = isStandIn
      ? { ...defaultTimings, freshLoginKeepMs: 6_000, syncSettleMs: 2_000 }
      : defaultTimings;
    const config = {
      baseUrl: env.WHATSAPP_URL,
      chromiumPath: settings.chromiumPath,
      chromedriverPath: settings.chromedriverPath,
      profileDir,
      stateDir,
      headless: env.WHATSAPP_HEADLESS === 'true',
      chromiumSandbox: process.getuid?.() !== 0,
      maxRestartsPerHour: 3,
      timings,
    };
    const history = await settings.history();
    const session = new WhatsappSession(config, {
      onState,
      onQr: (qr) => onQr(qr?.text ?? null),
      onFault: settings.onFault,
    });
    const throttle = new Throttle(
      isStandIn ? noPacing : carefulPacing,
      history,
      history.map((send) => send.phoneE164),
    );
    const sender = new WhatsappSender({ session, throttle, timings });
    await session.start();
    return { sender, stop: () => session.stop() };
  };
}
