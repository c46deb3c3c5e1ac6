import type { Room } from './rooms.ts';

export interface RoomRow {
  /** Paths of other rooms that production code may import, as regular expressions. */
  readonly rooms: readonly string[];
  /** Packages that production code may import; default: those in its package.json. */
  readonly npm?: readonly string[];
}

const contract = '^packages/contract/src/';
const core = '^packages/core/src/';
const corePorts = '^packages/core/src/ports/';
const failPoints = '^packages/core/src/fail-points\\.ts$';
const db = '^packages/db/src/';
/** Files of settings: of the database, of one provider or its stand-in, or of all payment providers together. */
export const settingFiles = [
  '^packages/db/src/settings\\.ts$',
  '^packages/providers/src/((payment-settings|stand-in)|[^/]+/(settings|stand-in))\\.ts$',
];
const appSettings = '^apps/(api|worker)/src/env\\.ts$';
const providers = '^packages/providers/src/';

/** Who may import whom: the table of ARCHITECTURE.md. Test code is free of it (CONTRIBUTING.md, "Lint"); a room of
 * test code may import any other, and `no-test-code-in-production` forbids the reverse. */
export const importTable: Readonly<Record<Room, RoomRow | 'test code'>> = {
  'packages/contract': { rooms: [], npm: ['zod', '@trpc/server', 'trpc-to-openapi', 'zod-openapi'] },
  'packages/db': { rooms: [contract], npm: ['kysely', 'pg', 'zod'] },
  'packages/core': { rooms: [contract, db], npm: ['zod', 'temporal-polyfill'] },
  'packages/providers': { rooms: [contract, corePorts, failPoints] },
  'packages/testkit': 'test code',
  'apps/api': { rooms: [contract, core, db, providers] },
  'apps/worker': { rooms: [contract, core, db, providers] },
  'apps/web': { rooms: [contract] },
  'apps/sandbox': { rooms: [contract] },
  'apps/starter': { rooms: [`${contract}settings/`, ...settingFiles, appSettings] },
};

/** The apps that compose db and providers, each in one file. */
export const composedApps = ['api', 'worker'] as const;

export const testCode = [
  '\\.test\\.tsx?$',
  '^(packages|apps)/[^/]+/test/',
  '^(packages|apps)/[^/]+/src/testing/',
  '^e2e/',
  '^packages/testkit/',
];

/** Requires a row for each folder and a folder for each row; the error says which is missing. */
export function checkTable(
  rooms: readonly Room[],
  table: Readonly<Record<Room, unknown>> = importTable,
): void {
  const named = Object.keys(table);
  const unnamed = rooms.filter((room) => !named.includes(room));
  if (unnamed.length > 0) throw new Error(`no row in the import table for: ${unnamed.join(', ')}`);
  const gone = named.filter((name) => !rooms.some((room) => room === name));
  if (gone.length > 0)
    throw new Error(`the import table names folders that do not exist: ${gone.join(', ')}`);
}
