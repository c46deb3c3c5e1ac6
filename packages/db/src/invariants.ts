import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';

export interface Invariant {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

export interface Violation {
  readonly clinic_id: string | null;
  readonly subject: string | null;
  readonly detail: string;
}

export interface InvariantResult {
  readonly number: number;
  readonly name: string;
  /** Violating rows; null when the check itself failed, which counts as a violation. */
  readonly violations: number | null;
  readonly examples: readonly Violation[];
  readonly error: string | null;
}

const folder = fileURLToPath(new URL('./invariants/', import.meta.url));

/** One file per invariant: `NN-name.sql`, its first line the rule in words, each row that it returns a violation. */
export function readInvariants(): Invariant[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(path.join(folder, file), 'utf8');
      const name = /^-- (.+)\n/.exec(sql)?.[1];
      if (!name) throw new Error(`${file} does not begin with its rule in words`);
      return { number: Number.parseInt(file, 10), name, sql };
    });
}

export const isHolding = (result: InvariantResult): boolean => result.violations === 0;

/** A role that sees no rows would find no violations either. */
async function assertSeesEverything(client: pg.PoolClient): Promise<void> {
  const result = await client.query<{ role: string; sees: boolean }>(
    `select current_user as role,
       current_user in ('holdfast_worker', 'holdfast_owner')
         or (select rolsuper from pg_roles where rolname = current_user) as sees`,
  );
  const row = result.rows[0];
  if (!row?.sees)
    throw new Error(`the invariants need the worker's connection, not ${row?.role ?? 'this one'}`);
}

/** The check itself, with the rights that are current in the caller's transaction. */
export async function queryInvariant(client: pg.ClientBase, invariant: Invariant): Promise<InvariantResult> {
  const { number, name, sql } = invariant;
  const result = await client.query<{ violations: number; examples: Violation[] }>(
    `with violations as (\n${sql}\n)
     select (select count(*)::int from violations) as violations,
       coalesce((select jsonb_agg(v) from (select * from violations limit 5) v), '[]') as examples`,
  );
  const row = result.rows[0];
  return { number, name, violations: row?.violations ?? null, examples: row?.examples ?? [], error: null };
}

async function check(client: pg.PoolClient, invariant: Invariant): Promise<InvariantResult> {
  try {
    // One short transaction each: a long one would hold back the change feed.
    await client.query('begin read only');
    await client.query(`select set_config('app.system', 'system:invariants', true)`);
    const result = await queryInvariant(client, invariant);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    const { number, name } = invariant;
    return {
      number,
      name,
      violations: null,
      examples: [],
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

/** Checks all of them against a live database. The pool must be the worker's or the owner's. */
export async function runInvariants(pool: pg.Pool): Promise<InvariantResult[]> {
  const client = await pool.connect();
  try {
    await assertSeesEverything(client);
    const results: InvariantResult[] = [];
    for (const invariant of readInvariants()) results.push(await check(client, invariant));
    return results;
  } finally {
    client.release();
  }
}

/** The board as text, with up to five examples under each broken rule. */
export function renderBoard(results: readonly InvariantResult[]): string {
  const lines = results.flatMap((result) => {
    const mark = isHolding(result) ? 'ok  ' : 'FAIL';
    const count =
      result.violations === null ? `check failed: ${result.error}` : `${result.violations} violations`;
    const head = `${mark}  ${String(result.number).padStart(2)}  ${result.name}${isHolding(result) ? '' : `  (${count})`}`;
    const examples = result.examples.map(
      (row) =>
        `          ${[row.clinic_id && `clinic ${row.clinic_id}`, row.subject, row.detail].filter(Boolean).join(' · ')}`,
    );
    return [head, ...examples];
  });
  const broken = results.filter((result) => !isHolding(result)).length;
  return [...lines, `${results.length - broken} of ${results.length} invariants hold`].join('\n');
}
