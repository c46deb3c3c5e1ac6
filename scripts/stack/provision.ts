import { aptInstall, aptIsPossible, installLine } from './apt.ts';
import { type Chromium, chromiumPackages, chromiumProblem, findChromium } from './chromium.ts';
import { redisProgram } from './redis.ts';

export type Provisioned = {
  redis: boolean;
  chromium: Chromium | null;
  /** What is missing, each with the one line that installs it. */
  missing: string[];
};

export type ProvisionWish = {
  redis: boolean;
  chromium: boolean;
  given?: Partial<Chromium>;
  say: (text: string) => void;
};

/** Finds, else installs, else tells. One apt call for everything that is missing. */
export async function provision(wish: ProvisionWish): Promise<Provisioned> {
  const packages = [
    ...(wish.redis && !redisProgram() ? ['redis-server'] : []),
    ...(wish.chromium && !findChromium(wish.given) ? chromiumPackages : []),
  ];
  if (packages.length > 0 && aptIsPossible()) {
    wish.say(`installing ${packages.join(', ')} with apt-get`);
    await aptInstall(packages);
  }
  const missing: string[] = [];
  const redis = redisProgram() !== null;
  if (wish.redis && !redis) missing.push(`Redis is missing. Install it: ${installLine(['redis-server'])}`);
  const chromium = wish.chromium ? findChromium(wish.given) : null;
  if (!wish.chromium) return { redis, chromium, missing };
  if (!chromium) {
    missing.push(`Chromium with its driver is missing. Install it: ${installLine(chromiumPackages)}`);
    return { redis, chromium, missing };
  }
  const problem = await chromiumProblem(chromium);
  if (problem) missing.push(`${problem}. Install both anew: ${installLine(chromiumPackages)}`);
  return { redis, chromium: problem ? null : chromium, missing };
}
