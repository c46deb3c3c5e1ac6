import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Path → text. */
export type Tree = Readonly<Record<string, string>>;

export interface PlantedTree {
  readonly root: string;
  readonly remove: () => void;
}

/** Writes a throw-away tree; `links` are symlinks as npm makes them for workspaces. */
export function plant(tree: Tree, links: Tree = {}): PlantedTree {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-lint-'));
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path), 'dir');
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
