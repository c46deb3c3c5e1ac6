import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The part of biome's JSON report that is used here. */
interface RawReport {
  readonly summary: { changed: number; unchanged: number; diagnosticsNotPrinted: number };
  readonly diagnostics: readonly {
    category: string;
    severity: string;
    message: string;
    location: { path: string; start?: { line: number } };
  }[];
}

export interface BiomeFinding {
  /** `lint/style/noEnum`, `format`, `assist/source/organizeImports`. */
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface BiomeReport {
  readonly findings: readonly BiomeFinding[];
  readonly filesRead: number;
}

const program = join(import.meta.dirname, '../../node_modules/.bin/biome');

function output(root: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ['check', '--reporter=json', '--max-diagnostics=none', '--no-errors-on-unmatched', '.'];
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.once('error', reject);
    child.once('close', () => {
      if (out.length > 0) resolve(Buffer.concat(out).toString());
      else reject(new Error(`biome said nothing but: ${Buffer.concat(errors).toString().slice(0, 2_000)}`));
    });
  });
}

/** Formatting, import order and lint of the whole tree; warnings count as errors. */
export async function biomeCheck(root: string): Promise<BiomeReport> {
  const report: RawReport = JSON.parse(await output(root));
  const { diagnostics, summary } = report;
  if (summary.diagnosticsNotPrinted > 0) throw new Error('biome kept findings to itself');
  const findings = diagnostics
    .filter(({ severity }) => severity !== 'information' && severity !== 'info')
    .map(({ category, location, message }) => ({
      rule: category,
      file: location.path,
      line: location.start?.line ?? 1,
      message,
    }));
  return { findings, filesRead: summary.changed + summary.unchanged };
}
