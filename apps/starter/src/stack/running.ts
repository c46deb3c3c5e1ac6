import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { commandLineOf, endProcess, isAlive } from './alive.ts';
import { writePrivateJson } from './memory.ts';

const runningSchema = z.object({
  pid: z.number().int(),
  url: z.string(),
  /** `mark`: a part of the command line, since the pid may have been reused. */
  services: z.array(z.object({ name: z.string(), pid: z.number().int(), mark: z.string() })),
});

export type RunningRecord = z.output<typeof runningSchema>;

const fileOf = (folder: string): string => join(folder, 'running.json');

async function read(folder: string): Promise<RunningRecord | null> {
  if (!existsSync(fileOf(folder))) return null;
  try {
    return runningSchema.parse(JSON.parse(await readFile(fileOf(folder), 'utf8')));
  } catch {
    return null; // written by another version
  }
}

/** The start that is running from this folder, if any. */
export async function findRunning(folder: string, starterScript: string): Promise<RunningRecord | null> {
  const record = await read(folder);
  if (!record || record.pid === process.pid || !isAlive(record.pid)) return null;
  return commandLineOf(record.pid).includes(starterScript) ? record : null;
}

/** After a `kill -9` of the starter its services keep running; this stops them. */
export async function endLeftovers(folder: string): Promise<string[]> {
  const record = await read(folder);
  const ended: string[] = [];
  for (const { name, pid, mark } of [...(record?.services ?? [])].reverse()) {
    if (!isAlive(pid) || !commandLineOf(pid).includes(mark)) continue;
    await endProcess(pid, name === 'postgres' ? 'SIGINT' : 'SIGTERM', 15_000);
    ended.push(name);
  }
  await forget(folder);
  return ended;
}

export const remember = (folder: string, record: RunningRecord): Promise<void> =>
  writePrivateJson(fileOf(folder), record);

export const forget = (folder: string): Promise<void> => rm(fileOf(folder), { force: true });
