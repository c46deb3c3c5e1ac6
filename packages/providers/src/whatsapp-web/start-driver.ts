import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { AccountOptions, Driver } from './account.ts';
import { defaultTimings, type WhatsappConfig } from './config.ts';
import { createWhatsappSender } from './send/sender.ts';
import { carefulPacing, createThrottle, noPacing, type PastSend } from './send/throttle.ts';
import { createWhatsappSession } from './session/session.ts';
import type { WhatsappWebSettings } from './settings.ts';

export interface DriverParts {
  readonly settings: WhatsappWebSettings;
  /** Sends of the last day, or a restart would forget its own pace. */
  readonly history: () => Promise<PastSend[]>;
  readonly onFault: (error: unknown) => void;
}

function configOf(
  settings: WhatsappWebSettings,
  chromiumPath: string,
  chromedriverPath: string,
): WhatsappConfig {
  const profileDir = settings.WHATSAPP_PROFILE_DIR ?? path.resolve('.holdfast/whatsapp-profile');
  const isStandIn = settings.WHATSAPP_PACING === 'none';
  return {
    baseUrl: settings.WHATSAPP_URL,
    chromiumPath,
    chromedriverPath,
    profileDir,
    headless: settings.WHATSAPP_HEADLESS,
    chromiumSandbox: process.getuid?.() !== 0,
    maxRestartsPerHour: 3,
    timings: isStandIn ? { ...defaultTimings, freshLoginKeepMs: 6_000, syncSettleMs: 2_000 } : defaultTimings,
  };
}

/** Starts Chromium on its profile and puts the sender on top; null where no Chromium is named. */
export function chromiumDriver({ settings, history, onFault }: DriverParts): AccountOptions['start'] | null {
  const { CHROMIUM_PATH, CHROMEDRIVER_PATH } = settings;
  if (CHROMIUM_PATH === undefined || CHROMEDRIVER_PATH === undefined) return null;
  const config = configOf(settings, CHROMIUM_PATH, CHROMEDRIVER_PATH);
  const pacing = settings.WHATSAPP_PACING === 'none' ? noPacing : carefulPacing;
  return async ({ onState, onQr }): Promise<Driver> => {
    mkdirSync(config.profileDir, { recursive: true, mode: 0o700 });
    const sends = await history();
    const session = createWhatsappSession(config, {
      onState,
      onQr: (qr) => onQr(qr?.text ?? null),
      onFault,
    });
    const phones = sends.map((send) => send.phoneE164);
    const throttle = createThrottle(pacing, sends, phones);
    const sender = createWhatsappSender({ session, throttle, timings: config.timings });
    await session.start();
    return { sender, stop: session.stop };
  };
}
