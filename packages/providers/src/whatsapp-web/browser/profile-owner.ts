import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startMark } from './processes.ts';

const ownerSchema = z.object({ pid: z.number(), start: z.string() });

export class ProfileInUse extends Error {
  constructor(pid: number, options?: ErrorOptions) {
    super(`A living worker (process ${pid}) already uses this WhatsApp profile`, options);
  }
}

/** Everything beside the profile, so that every process that opens the profile finds the same files. */
export function runFolder(profileDir: string): string {
  return `${profileDir}-run`;
}

const heldHere = new Set<string>();

/**
 * One session per profile on this machine: a second one would end the first one's Chrome as a leftover.
 * Between machines the account's lease in the database decides.
 */
export function claimProfile(profileDir: string): void {
  const file = join(runFolder(profileDir), 'owner.json');
  if (heldHere.has(profileDir)) throw new ProfileInUse(process.pid);
  mkdirSync(runFolder(profileDir), { recursive: true, mode: 0o700 });
  const me = JSON.stringify({ pid: process.pid, start: startMark(process.pid) ?? '' });
  try {
    writeFileSync(file, me, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const owner = readOwner(file);
    if (owner !== null && owner.pid !== process.pid && startMark(owner.pid) === owner.start) {
      throw new ProfileInUse(owner.pid, { cause });
    }
    writeFileSync(file, me, { mode: 0o600 });
  }
  heldHere.add(profileDir);
}

export function releaseProfile(profileDir: string): void {
  heldHere.delete(profileDir);
  rmSync(join(runFolder(profileDir), 'owner.json'), { force: true });
}

function readOwner(file: string): z.output<typeof ownerSchema> | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Half written by a worker that died at it: nobody's.
    return null;
  }
}
