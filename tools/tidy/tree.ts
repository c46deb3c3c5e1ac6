import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TextFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The repository as the rules see it: a plain value, so that a test can construct one. */
export interface RepoTree {
  /** Every path that is or may be committed, including binary files. */
  readonly paths: ReadonlySet<string>;
  readonly files: readonly TextFile[];
  /** What a visitor sees first. */
  readonly rootEntries: readonly string[];
}

export interface Complaint {
  readonly path: string;
  readonly line?: number;
  readonly says: string;
}

export type Rule = (tree: RepoTree) => Complaint[];

const notOurs = new Set(['node_modules', '.git', '.holdfast', '.turbo', '.vitest', 'dist', 'coverage']);
const textEnding =
  /(^|\/)(\.[a-z.]+|[^.]+)$|\.(ts|tsx|mts|js|mjs|cjs|json|md|sql|css|html|svg|ya?ml|sh|toml|txt|example)$/;
const unreadable = /\.log$|\.tsbuildinfo$|(^|\/)\.env(\.local)?$/;

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    // In a linked work tree `.git` is a file.
    if (notOurs.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile() && !unreadable.test(path)) yield path;
  }
}

export function readTree(root: string): RepoTree {
  const paths = [...walk(root, '')];
  return {
    paths: new Set(paths),
    files: paths
      .filter((path) => textEnding.test(path))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
    rootEntries: readdirSync(root).filter(
      (name) => !name.startsWith('.') && !notOurs.has(name) && !unreadable.test(name),
    ),
  };
}

const code = /\.(ts|tsx|mts|js|mjs|cjs)$/;

export const isCode = ({ path }: TextFile): boolean => code.test(path) && !isGenerated(path);
export const isGenerated = (path: string): boolean =>
  /\.gen\.[a-z]+$/.test(path) || path.endsWith('openapi.json') || path === 'packages/db/schema.sql';
export const isTest = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) ||
  /^((packages|apps)\/[^/]+\/test|e2e|packages\/testkit)\//.test(path) ||
  path.includes('/src/testing/');

/** One complaint per line that matches. */
export function complainPerLine(
  file: TextFile,
  pattern: RegExp,
  says: (match: RegExpExecArray) => string | null,
): Complaint[] {
  return file.text.split('\n').flatMap((text, index) => {
    const match = pattern.exec(text);
    const message = match && says(match);
    return message ? [{ path: file.path, line: index + 1, says: message }] : [];
  });
}
