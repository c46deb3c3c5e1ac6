import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import { parseTimestamp } from './parse-timestamp.ts';
import type { DB } from './schema.gen.ts';

export type Database = DB;

export interface PoolOptions {
  readonly connectionString: string;
  /** Upper bound of connections; small on purpose (5 to 10 on 2 cores). */
  readonly max: number;
  /** How long a caller waits for a connection before `pool_exhausted`. */
  readonly acquireTimeoutMs: number;
  readonly applicationName: string;
  /** Called when an idle connection breaks; the pool replaces it and reports nothing itself. */
  readonly onIdleError: (error: Error) => void;
}

const oid = { int8: 20, date: 1082, int8Array: 1016, dateArray: 1182, timestamptz: 1184 } as const;

export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError('bigint from the database is outside the safe integer range');
  return value;
}

const keepText = (text: string): string => text;
const parseTextArray = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','));
const ownParsers = new Map<number, (text: string) => unknown>([
  [oid.int8, parseInt8],
  [oid.date, keepText],
  [oid.timestamptz, parseTimestamp],
  [oid.int8Array, (text) => parseTextArray(text).map((item) => (item === 'NULL' ? null : parseInt8(item)))],
  [oid.dateArray, (text) => parseTextArray(text).map((item) => (item === 'NULL' ? null : item))],
]);

/** bigint → checked number, date → 'YYYY-MM-DD', timestamptz → Date, ranges and numeric → text. */
export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') => {
    const own = format === 'binary' ? undefined : ownParsers.get(id);
    if (own) return own;
    return format === 'binary' ? pg.types.getTypeParser(id, format) : pg.types.getTypeParser(id, 'text');
  },
};

export function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    idleTimeoutMillis: 30_000,
    application_name: options.applicationName,
    keepAlive: true,
    types: typeParsers,
  });
  pool.on('error', options.onIdleError);
  // A checked-out connection breaks between two statements: the next statement rejects; the process must not exit.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The pool stays the caller's: `db.destroy()` ends it too. */
export function createDatabase(pool: PostgresPool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** One round trip: rejects when PostgreSQL does not answer. */
export async function ping(pool: pg.Pool): Promise<void> {
  await pool.query('select 1');
}
