import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWhatsappSandbox, type WhatsappSandbox } from '@holdfast/sandbox/whatsapp/sandbox-server';
import { testChromium } from '@holdfast/testkit/chromium';
import { waitUntil } from '@holdfast/testkit/waiting';
import { sweep } from '../../src/whatsapp-web/browser/chromedriver.ts';
import { defaultTimings, type WhatsappConfig } from '../../src/whatsapp-web/config.ts';
import type { Qr } from '../../src/whatsapp-web/page/page.ts';
import {
  createWhatsappSender,
  type PauseReason,
  type WhatsappSender,
} from '../../src/whatsapp-web/send/sender.ts';
import { createThrottle, noPacing, type Pacing } from '../../src/whatsapp-web/send/throttle.ts';
import {
  createWhatsappSession,
  type SessionState,
  type WhatsappSession,
} from '../../src/whatsapp-web/session/session.ts';

export const fastTimings = {
  ...defaultTimings,
  probeIntervalMs: 100,
  probeBudgetMs: 10_000,
  openInAppMs: 8_000,
  openByLinkMs: 15_000,
  pollMs: 60,
  readBackMs: 1_500,
  bubbleMs: 5_000,
  tickMs: 5_000,
  syncSettleMs: 100,
  lookUpMs: 1_500,
  freshLoginKeepMs: 0,
  closeStepMs: 3_000,
  takeOverAfterMs: 0,
  restartBackOffMs: 0,
};

export interface Rig {
  sandbox: WhatsappSandbox;
  config: WhatsappConfig;
  session: WhatsappSession;
  sender: WhatsappSender;
  states: SessionState[];
  qrs: Qr[];
  faults: Error[];
  pauses: PauseReason[];
  /** The session and the sender as a restarted worker makes them: nothing but the folder is kept. */
  renew: () => void;
  close: () => Promise<void>;
}

export function configFor(folder: string, baseUrl: string): WhatsappConfig {
  return {
    baseUrl,
    ...testChromium(),
    profileDir: join(folder, 'profile'),
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    maxRestartsPerHour: 10,
    timings: fastTimings,
  };
}

export async function createRig(
  options: Parameters<typeof createWhatsappSandbox>[0] = {},
  pacing: Pacing = noPacing,
): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-wa-'));
  const behaviour = {
    pairingLoadingMs: 100,
    loadMs: 50,
    ackDelayMs: 40,
    deliverDelayMs: 80,
    ...options.behaviour,
  };
  const sandbox = await createWhatsappSandbox({ ...options, behaviour });
  const config = configFor(folder, sandbox.url);
  const states: SessionState[] = [];
  const qrs: Qr[] = [];
  const faults: Error[] = [];
  const pauses: PauseReason[] = [];
  const make = () => {
    const session = createWhatsappSession(config, {
      onState: (state) => states.push(state),
      onQr: (qr) => qrs.push(qr),
      onFault: (error) => faults.push(error),
    });
    const events = { onPaused: (reason: PauseReason) => pauses.push(reason) };
    const throttle = createThrottle(pacing);
    return { session, sender: createWhatsappSender({ session, throttle, timings: config.timings, events }) };
  };
  const rig: Rig = {
    sandbox,
    config,
    ...make(),
    states,
    qrs,
    faults,
    pauses,
    renew: () => Object.assign(rig, make()),
    close: async () => {
      await rig.session.stop();
      await sweep(config);
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return rig;
}

/** Scans as often as the page needs to show a code; ends with chats on screen. */
export async function logIn(rig: Rig): Promise<void> {
  await rig.session.start();
  await waitUntil('a code is published', () => rig.qrs.at(-1) != null);
  await waitUntil('the phone scans it', () => rig.sandbox.pairings.scan(null, Date.now()));
  await waitUntil('chats are shown', () => rig.session.state() === 'ready');
}

export const always = async () => true;

export function timesReceived(rig: Rig, text: string): number {
  return rig.sandbox.state
    .ledger()
    .filter((row) => row.text === text)
    .reduce((sum, row) => sum + row.count, 0);
}
