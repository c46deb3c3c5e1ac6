import { aptInstall, aptIsPossible, installLine } from './apt.ts';
import { type Chromium, chromiumPackages, chromiumProblem, findChromium } from './chromium.ts';
import { redisProgram } from './redis.ts';

type Say = (text: string) => void;

export interface FoundChromium {
  chromium: Chromium | null;
  /** The problem, with the command that fixes it. */
  missing: string | null;
}

/** Finds or installs Redis; returns what is missing, or null. */
export async function provisionRedis(say: Say): Promise<string | null> {
  if (!redisProgram() && aptIsPossible()) {
    say('installing Redis with apt-get');
    await aptInstall(['redis-server']);
  }
  return redisProgram() ? null : `Redis is missing. Install it: ${installLine(['redis-server'])}`;
}

export async function provisionChromium(say: Say, given: Partial<Chromium> = {}): Promise<FoundChromium> {
  if (!findChromium(given) && aptIsPossible()) {
    say('installing Chromium with apt-get');
    await aptInstall(chromiumPackages);
  }
  const chromium = findChromium(given);
  if (!chromium) {
    const missing = `Chromium with its driver is missing. Install it: ${installLine(chromiumPackages)}`;
    return { chromium, missing };
  }
  const problem = await chromiumProblem(chromium);
  if (problem === null) return { chromium, missing: null };
  return { chromium: null, missing: `${problem}. Install both again: ${installLine(chromiumPackages)}` };
}
