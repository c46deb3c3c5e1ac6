import { beforeAll, describe, expect, it } from 'vitest';
import { type CruiseReport, cruiseTree } from './cruise-tree.ts';
import { importRules } from './import-rules.ts';
import { checkTable } from './import-table.ts';
import { cleanTree, workspaceLinks } from './planted/clean-tree.ts';
import { importViolations } from './planted/import-violations.ts';
import { plant, type Tree } from './planted/tree-on-disk.ts';
import { type Room, roomsOf } from './rooms.ts';

const repoRoot = new URL('../..', import.meta.url).pathname;

async function cruisePlanted(extra: Tree): Promise<CruiseReport> {
  const tree = plant({ ...cleanTree, ...extra }, workspaceLinks);
  try {
    return await cruiseTree(tree.root);
  } finally {
    tree.remove();
  }
}

describe('import rules on a tree with every allowed import', () => {
  let report: CruiseReport;
  beforeAll(async () => {
    report = await cruisePlanted({});
  });

  it('report no violation', () => expect(report.violations).toEqual([]));
  it('read every file of every room', () => {
    expect(report.blind).toEqual([]);
    for (const { room, files, modules } of report.read) expect([room, modules]).toEqual([room, files]);
    expect(report.read.length).toBeGreaterThanOrEqual(11);
  });
});

describe('import rules on a tree with one violation of each', () => {
  const fired = new Map<string, string[]>();
  beforeAll(async () => {
    const planted = importViolations.map(({ file, text, with: more }) => ({ [file]: text, ...more }));
    const report = await cruisePlanted(Object.assign({}, ...planted));
    for (const { from, rule } of report.violations) fired.set(from, [...(fired.get(from) ?? []), rule]);
  });

  it.each(importViolations)('$file turns $rule red, and nothing else', ({ rule, file }) => {
    expect(fired.get(file)).toEqual([rule]);
  });

  it('every rule has its planted violation', () => {
    const rules = importRules(roomsOf(repoRoot)).map(({ name }) => name);
    expect(new Set(importViolations.map(({ rule }) => rule))).toEqual(new Set(rules));
  });
});

describe('the import table', () => {
  it('rejects a new folder without a row', () => {
    const rooms: Room[] = [...roomsOf(repoRoot), 'packages/newcomer'];
    expect(() => checkTable(rooms)).toThrow('no row in the import table for: packages/newcomer');
  });

  it('rejects a row without a folder', () => {
    expect(() => checkTable(roomsOf(repoRoot).slice(1))).toThrow('folders that do not exist');
  });
});

describe('a cruiser that reads nothing', () => {
  it('is reported as blind, room by room', async () => {
    const tree = plant({ 'packages/contract/package.json': '{}', ...Object.fromEntries(emptyRooms()) });
    try {
      const { blind } = await cruiseTree(tree.root);
      expect(blind).toContain('no module read in packages/contract');
    } finally {
      tree.remove();
    }
  });
});

function emptyRooms(): [string, string][] {
  return roomsOf(repoRoot).map((room) => [`${room}/package.json`, '{}']);
}
