import { readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { WhatsappConfig } from '../config.ts';
import { scriptFor } from '../page/in-page.ts';
import { selectors } from '../page/selectors.ts';
import { driverLogArgument, endProcesses, type RunningBrowser } from './chromedriver.ts';
import { withArgument } from './processes.ts';
import { runFolder } from './profile-owner.ts';

const stateSchema = z.object({
  driverPid: z.number(),
  driverPort: z.number(),
  chromePid: z.number().nullable(),
  sessionId: z.string(),
});
type RunState = z.infer<typeof stateSchema>;

/** What a page that outlived its worker knows of each message: `voided` is proof that it was never clicked there. */
export type Salvage = ReadonlyMap<string, 'clicked' | 'voided'>;

export function rememberRun(config: WhatsappConfig, running: RunningBrowser): void {
  const state: RunState = {
    driverPid: running.driver.pid,
    driverPort: running.driver.port,
    chromePid: running.chromePid,
    sessionId: running.browser.sessionId,
  };
  writeFileSync(stateFile(config), JSON.stringify(state), { mode: 0o600 });
}

export function forgetRun(config: WhatsappConfig): void {
  rmSync(stateFile(config), { force: true });
}

/** Ends what a dead worker left behind, after asking its page what it had clicked. Only for the profile's owner. */
export async function clearLeftovers(config: WhatsappConfig): Promise<Salvage> {
  const state = readState(config);
  const driverLives =
    state !== null && withArgument(driverLogArgument(config)).some(({ pid }) => pid === state.driverPid);
  const salvage = driverLives ? await askLivingPage(config, state) : new Map<string, 'clicked' | 'voided'>();
  if (driverLives) await closeSession(config, state);
  await endProcesses(config, state?.driverPid ?? null, state?.chromePid ?? null);
  forgetRun(config);
  dropForeignLock(config);
  return salvage;
}

const marksSchema = z.object({
  value: z.object({ sends: z.record(z.string(), z.enum(['prepared', 'clicked', 'voided'])) }),
});

/**
 * Commands of one session run one after the other, so a click that was on its way has happened before
 * this answers, and none can happen after it.
 */
async function askLivingPage(config: WhatsappConfig, state: RunState): Promise<Salvage> {
  const salvage = new Map<string, 'clicked' | 'voided'>();
  try {
    const response = await fetch(`${sessionUrl(state)}/execute/sync`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ script: scriptFor('voidAllSends'), args: [selectors] }),
      signal: AbortSignal.timeout(config.timings.closeStepMs),
    });
    const { sends } = marksSchema.parse(await response.json()).value;
    for (const [id, mark] of Object.entries(sends)) if (mark !== 'prepared') salvage.set(id, mark);
  } catch {
    // The page cannot answer any more: then nothing is known, and looking at the chat must decide.
  }
  return salvage;
}

async function closeSession(config: WhatsappConfig, state: RunState): Promise<void> {
  try {
    await fetch(sessionUrl(state), {
      method: 'DELETE',
      signal: AbortSignal.timeout(config.timings.closeStepMs),
    });
  } catch {
    // It is ended by signal next.
  }
}

/** Chrome refuses a profile locked under another host name. The caller owns the account's lease, so that owner is gone. */
function dropForeignLock(config: WhatsappConfig): void {
  let owner: string;
  try {
    owner = readlinkSync(join(config.profileDir, 'SingletonLock'));
  } catch {
    return;
  }
  if (owner.startsWith(`${hostname()}-`)) return;
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    rmSync(join(config.profileDir, name), { force: true });
  }
}

function sessionUrl(state: RunState): string {
  return `http://127.0.0.1:${state.driverPort}/session/${state.sessionId}`;
}

function stateFile(config: WhatsappConfig): string {
  return join(runFolder(config.profileDir), 'browser.json');
}

function readState(config: WhatsappConfig): RunState | null {
  let raw: string;
  try {
    raw = readFileSync(stateFile(config), 'utf8');
  } catch {
    return null;
  }
  try {
    return stateSchema.parse(JSON.parse(raw));
  } catch {
    // Half written at a crash: the sweep by arguments does without it.
    return null;
  }
}
