import { globSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { importRules } from './import-rules.ts';
import { outsideRooms, type Room, roomsOf } from './rooms.ts';

export interface ImportViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface RoomRead {
  readonly room: string;
  readonly files: number;
  readonly modules: number;
  /** Resolved imports of the room's modules. */
  readonly imports: number;
}

export interface CruiseReport {
  readonly violations: readonly ImportViolation[];
  readonly read: readonly RoomRead[];
  /** Files that the cruiser did not see, which would make the verdict worthless. */
  readonly blind: readonly string[];
}

const sources = '**/*.{ts,tsx,mts,js,mjs}';
const notSource = ['node_modules', 'dist', '.vitest', 'coverage'];

export function cruiseOptions(root: string): ICruiseOptions {
  return {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: importRules(roomsOf(root)) },
    // Type-only imports couple rooms as much as value imports do.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '(^|/)(dist|\\.vitest|coverage)/' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  };
}

function filesOnDisk(root: string, room: string): string[] {
  const files = globSync(sources, { cwd: join(root, room), exclude: (name) => notSource.includes(name) });
  return files.map((file) => `${room}/${file}`);
}

function readOf(result: ICruiseResult, root: string, room: string): { read: RoomRead; missed: string[] } {
  const files = filesOnDisk(root, room);
  const modules = result.modules.filter(({ source }) => source.startsWith(`${room}/`));
  const seen = new Set(modules.map(({ source }) => source));
  const imports = modules.reduce((sum, { dependencies }) => sum + dependencies.length, 0);
  const missed = files.filter((file) => !seen.has(file));
  return { read: { room, files: files.length, modules: modules.length, imports }, missed };
}

function blindness(read: readonly RoomRead[], missed: readonly string[], rooms: readonly Room[]): string[] {
  const empty = read.filter(({ room, modules }) => rooms.some((name) => name === room) && modules === 0);
  const unlinked = read.filter(({ modules, imports }) => modules > 1 && imports === 0);
  return [
    ...empty.map(({ room }) => `no module read in ${room}`),
    ...unlinked.map(({ room, modules }) => `${modules} modules read in ${room}, but not one import`),
    ...missed.map((file) => `not read: ${file}`),
  ];
}

/** Reads every module of the tree and checks its imports. Reports how much was read: zero proves nothing. */
export async function cruiseTree(root: string): Promise<CruiseReport> {
  const rooms = roomsOf(root);
  const folders = [...rooms, ...outsideRooms].filter((folder) => filesOnDisk(root, folder).length > 0);
  const { output } = await cruise(folders, cruiseOptions(root), { bustTheCache: true });
  if (typeof output === 'string') throw new Error('the cruiser answered with text');
  const readings = [...rooms, ...outsideRooms].map((folder) => readOf(output, root, folder));
  const read = readings.map((one) => one.read);
  return {
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    read,
    blind: blindness(
      read,
      readings.flatMap(({ missed }) => missed),
      rooms,
    ),
  };
}
