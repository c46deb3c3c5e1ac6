import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { standIns } from '@holdfast/providers/payment-settings';
import type { StandIn } from '@holdfast/providers/stand-in';
import { z } from 'zod';

const portNames = ['web', 'api', 'worker', 'sandbox', 'postgres', 'redis'] as const;
export type PortName = (typeof portNames)[number];

const stateSchema = z.object({
  /** Distinguishes this clone from an earlier one at the same path. */
  instance: z.string().regex(/^[0-9a-f]{16}$/),
  ports: z.partialRecord(z.enum(portNames), z.number().int().min(1).max(65_535)),
  /** For people who look for the data; the program computes it again, so that a copied clone gets its own. */
  postgresHome: z.string().optional(),
});

const secretsSchema = z.object({
  accessTokenSecret: z.string().min(32),
  otpSecret: z.string().min(32),
  /** Wraps what the keys of provider accounts are sealed with; folders of release 0.1 have none yet. */
  secretsKey: z.string().default(''),
  redisPassword: z.string().min(16),
  databasePasswords: z.object({
    owner: z.string().min(16),
    api: z.string().min(16),
    ingest: z.string().min(16),
    worker: z.string().min(16),
  }),
  /** Keys of the sandbox, by setting. */
  sandbox: z.record(z.string(), z.string()),
});

export type State = z.output<typeof stateSchema>;
export type Secrets = z.output<typeof secretsSchema>;

/** Atomic: neither a reader nor a kill ever leaves half a file. */
export async function writePrivateJson(file: string, content: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.draft`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

async function readOrMake<T>(file: string, schema: z.ZodType<T>, make: () => T): Promise<T> {
  if (!existsSync(file)) {
    const made = make();
    await writePrivateJson(file, made);
    return made;
  }
  let content: unknown = null;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Same message as for a file of the wrong shape.
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new Error(`${file} cannot be understood: restore it, or remove it to have it created again`);
}

const key = (bytes = 32): string => randomBytes(bytes).toString('base64url');
const wrappingKey = (): string => randomBytes(32).toString('base64');
const letters = (bytes: number): string => randomBytes(bytes).toString('hex');

export const readState = (folder: string): Promise<State> =>
  readOrMake(join(folder, 'state.json'), stateSchema, () => ({ instance: letters(8), ports: {} }));

export const writeState = (folder: string, state: State): Promise<void> =>
  writePrivateJson(join(folder, 'state.json'), state);

/** A provider that was added since has no keys yet; those of release 0.1 have the names of that release. */
function completeKeys(kept: Secrets['sandbox']): Secrets['sandbox'] {
  const keysOf = ({ makeKeys, keptAs }: StandIn) =>
    Object.entries(makeKeys()).map(([name, made]) => [name, kept[name] ?? kept[keptAs[name] ?? ''] ?? made]);
  return Object.fromEntries(standIns.flatMap(keysOf));
}

export async function readSecrets(folder: string): Promise<Secrets> {
  const file = join(folder, 'secrets.json');
  const secrets = await readOrMake(file, secretsSchema, () => ({
    accessTokenSecret: key(48),
    otpSecret: key(48),
    secretsKey: wrappingKey(),
    redisPassword: key(24),
    databasePasswords: { owner: key(24), api: key(24), ingest: key(24), worker: key(24) },
    sandbox: {},
  }));
  const sandbox = completeKeys(secrets.sandbox);
  const complete = { ...secrets, sandbox, secretsKey: secrets.secretsKey || wrappingKey() };
  if (isDeepStrictEqual(complete, secrets)) return secrets;
  await writePrivateJson(file, complete);
  return complete;
}
