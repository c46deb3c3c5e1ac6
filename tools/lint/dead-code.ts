import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

export interface DeadCode {
  /** `files`, `exports`, `types`, …: as knip sorts them. */
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

const item = z.object({ name: z.string(), line: z.number().optional() });
const issue = z.looseObject({ file: z.string() });
const reportSchema = z.object({ issues: z.array(issue) });

const kinds = ['files', 'exports', 'types', 'enumMembers'] as const;
const program = join(import.meta.dirname, '../../node_modules/knip/bin/knip.js');

async function output(root: string): Promise<string> {
  const options = ['--no-progress', '--no-config-hints', '--reporter=json', `--include=${kinds.join(',')}`];
  const run = promisify(execFile);
  try {
    return (await run(process.execPath, [program, ...options], { cwd: root, maxBuffer: 64 * 1024 * 1024 }))
      .stdout;
  } catch (error) {
    // It exits with 1 when it has found something, and with 2 when it failed.
    if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error)
      return String(error.stdout);
    throw error;
  }
}

/** Unused exports and unreachable files, by `.knip.json`. */
export async function deadCode(root: string): Promise<DeadCode[]> {
  const { issues } = reportSchema.parse(JSON.parse(await output(root)));
  return issues.flatMap(({ file, ...found }) =>
    kinds.flatMap((kind) =>
      z
        .array(item)
        .catch([])
        .parse(found[kind])
        .map(({ name, line = 1 }) => ({ kind, file, line, name })),
    ),
  );
}
