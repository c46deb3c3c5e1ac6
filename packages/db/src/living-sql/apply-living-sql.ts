import type pg from 'pg';
import { MigrationError, naming, sqlStateOf } from '../migration-error.ts';
import { loginRoleNames } from '../roles.ts';
import { readLivingObjects, revokeAllSql, tablePartsSql } from './catalog.ts';
import type { LivingKind, LivingObject, LivingSql } from './read-living-sql.ts';
import { rebuildDependents } from './rebuild-dependents.ts';
import { writeRows } from './write-rows.ts';

type Client = Pick<pg.Client, 'query'>;

export interface LivingSqlChanges {
  readonly written: readonly string[];
  readonly dropped: readonly string[];
  readonly rebuilt: readonly string[];
}

interface Recorded {
  readonly source: string;
  readonly definition: string;
}

/** "cannot change return type", "cannot change name of input parameter", "cannot drop columns from view". */
const cannotReplaceStates = new Set(['42P13', '42P16']);

const dropSql: Record<Exclude<LivingKind, 'rows' | 'grants'>, (name: string, table: string) => string> = {
  function: (name) => `drop function ${name} cascade`,
  view: (name) => `drop view ${name} cascade`,
  trigger: (name, table) => `drop trigger ${name} on ${table}`,
  policy: (name, table) => `drop policy ${name} on ${table}`,
  'row security': (_, table) =>
    `alter table ${table} no force row level security, disable row level security`,
};

async function partsOfTables(client: Client): Promise<string[]> {
  return (await client.query<{ part: string }>(tablePartsSql)).rows.map((row) => row.part);
}

/** The cascade may drop policies, triggers and views, which are written again; a table must lose nothing. */
async function dropObject(client: Client, identity: string): Promise<void> {
  const match = /^(function|view|trigger|policy|row security) (?:of )?(\S+)(?: on (\S+))?$/.exec(identity);
  const [, kind, name = '', table = name] = match ?? [];
  switch (kind) {
    case 'function':
    case 'view': {
      const before = await partsOfTables(client);
      await client.query(dropSql[kind](name, table));
      const left = new Set(await partsOfTables(client));
      const lost = before.filter((part) => !left.has(part));
      if (lost.length === 0) return;
      throw new MigrationError(
        `${identity} must be dropped, but these depend on it: ${lost.join(', ')}. Free them in a migration first`,
        { code: 'failed_sql' },
      );
    }
    case 'trigger':
    case 'policy':
    case 'row security':
      await client.query(dropSql[kind](name, table));
  }
}

const orReplace = (statement: string): string =>
  statement.replace(/^create\s+(?:or\s+replace\s+)?(function|view|trigger)\b/i, 'create or replace $1');

async function countOfName(client: Client, { kind, name }: LivingObject): Promise<number> {
  if (kind !== 'function') return 1;
  const found = await client.query(
    `select 1 from pg_proc where pronamespace = 'public'::regnamespace and proname = $1
       and pg_get_userbyid(proowner) = current_user`,
    [name],
  );
  return found.rowCount ?? 0;
}

/** Replaces in place where PostgreSQL can; true when the old one had to be dropped, with its dependents. */
async function replaceRoutine(client: Client, object: LivingObject, isPresent: boolean): Promise<boolean> {
  const [statement = ''] = object.statements;
  if (!isPresent) {
    await client.query(statement);
    return false;
  }
  await client.query('savepoint replace_routine');
  try {
    await client.query(orReplace(statement));
    if ((await countOfName(client, object)) === 1) {
      await client.query('release savepoint replace_routine');
      return false;
    }
  } catch (error) {
    if (!cannotReplaceStates.has(sqlStateOf(error) ?? '')) throw error;
  }
  await client.query('rollback to savepoint replace_routine');
  await dropObject(client, object.identity);
  await client.query(statement);
  return true;
}

async function writeTableObject(client: Client, object: LivingObject, isPresent: boolean): Promise<void> {
  const [statement = ''] = object.statements;
  const isReplaceable = object.kind === 'trigger' && !/^create\s+constraint\b/i.test(statement);
  if (isPresent && !isReplaceable) await dropObject(client, object.identity);
  await client.query(isReplaceable ? orReplace(statement) : statement);
}

/** What one run has seen and changed so far. */
function createRun(client: Client, living: LivingSql, recorded: ReadonlyMap<string, Recorded>) {
  let present: ReadonlyMap<string, string> = new Map();
  const written = new Set<string>();
  const dropped: string[] = [];

  async function look(): Promise<void> {
    present = await readLivingObjects(client, living);
  }
  const of = (...kinds: LivingKind[]): LivingObject[] =>
    living.objects.filter(({ kind }) => kinds.includes(kind));

  /** Whether it differs from its file, or from what the last run left in the database. */
  function isChanged({ identity, sourceHash }: LivingObject): boolean {
    const before = recorded.get(identity);
    const isSame = before?.source === sourceHash && before.definition === present.get(identity);
    return !(isSame || (written.has(identity) && present.has(identity)));
  }

  function surplus(kinds: readonly LivingKind[]): string[] {
    const wanted = new Set(living.objects.map(({ identity }) => identity));
    return [...present.keys()].filter(
      (identity) => !wanted.has(identity) && kinds.some((kind) => identity.startsWith(`${kind} `)),
    );
  }

  async function dropSurplus(...kinds: LivingKind[]): Promise<void> {
    for (const identity of surplus(kinds)) {
      // A cascade may have dropped it already.
      await look();
      if (!present.has(identity)) continue;
      await naming(identity, () => dropObject(client, identity));
      dropped.push(identity);
    }
  }

  return {
    written,
    dropped,
    look,
    of,
    isChanged,
    dropSurplus,
    changed: (...kinds: LivingKind[]): LivingObject[] => of(...kinds).filter(isChanged),
    isPresent: (identity: string): boolean => present.has(identity),
    definition: (identity: string): string | undefined => present.get(identity),
    missing: (): string[] =>
      living.objects
        .filter(({ kind, identity }) => kind !== 'grants' && !present.has(identity))
        .map(({ identity }) => identity),
  };
}
type Run = ReturnType<typeof createRun>;

/**
 * Functions and views: blocks no running transaction, unless a view's columns change. Returns the names of functions
 * that existed before and have changed.
 */
async function writeRoutines(client: Client, run: Run): Promise<string[]> {
  const before = new Map(run.of('function').map(({ identity }) => [identity, run.definition(identity)]));
  for (const object of run.of('function', 'view')) {
    // Checked one by one: dropping one may have dropped others that come later.
    if (!run.isChanged(object)) continue;
    const isPresent = run.isPresent(object.identity);
    const isDropped = await naming(object.identity, () => replaceRoutine(client, object, isPresent));
    run.written.add(object.identity);
    if (isDropped) await run.look();
  }
  await run.look();
  return run
    .of('function')
    .filter(
      ({ identity }) =>
        before.get(identity) !== undefined && before.get(identity) !== run.definition(identity),
    )
    .map(({ name }) => name);
}

/** All of them at once: every right is revoked, then exactly the listed ones are granted. */
async function writeGrants(client: Client, run: Run): Promise<void> {
  await run.look();
  if (run.of('grants').length === 0 && run.isPresent('grants')) {
    await client.query(revokeAllSql);
    run.dropped.push('grants');
  }
  for (const object of run.changed('grants')) {
    await client.query(revokeAllSql);
    for (const statement of object.statements) {
      await naming(`"${statement.slice(0, 60)}…"`, () => client.query(statement));
    }
    run.written.add(object.identity);
  }
}

async function readRecorded(client: Client): Promise<Map<string, Recorded>> {
  const found = await client.query<{ identity: string; source: string; definition: string }>(
    'select identity, source, definition from schema_objects',
  );
  return new Map(found.rows.map(({ identity, source, definition }) => [identity, { source, definition }]));
}

async function record(client: Client, living: LivingSql, run: Run): Promise<void> {
  await run.look();
  const missing = run.missing();
  if (missing.length > 0) {
    throw new MigrationError(`the living SQL drops what it needs itself: ${missing.join(', ')}`, {
      code: 'failed_sql',
    });
  }
  const rows = living.objects.map(({ identity, sourceHash }) => [
    identity,
    sourceHash,
    run.definition(identity) ?? '',
  ]);
  await client.query('delete from schema_objects');
  await client.query(
    `insert into schema_objects (identity, source, definition) select * from unnest($1::text[], $2::text[], $3::text[])`,
    [0, 1, 2].map((column) => rows.map((row) => row[column])),
  );
}

/**
 * Makes the database hold exactly the living SQL of the files: writes what differs, drops what the files no longer
 * have, leaves the rest alone. Inside the caller's transaction; statements that lock a table come as late as possible.
 */
export async function applyLivingSql(client: Client, living: LivingSql): Promise<LivingSqlChanges> {
  const run = createRun(client, living, await readRecorded(client));
  await run.look();
  const changedFunctions = await writeRoutines(client, run);
  const rows = run.changed('rows');
  await naming('the rows of words', () => writeRows(client, rows));
  for (const { identity } of rows) run.written.add(identity);
  const rebuilt = await rebuildDependents(client, changedFunctions);
  await run.look();
  for (const object of run.changed('row security', 'policy', 'trigger')) {
    const isPresent = run.isPresent(object.identity);
    await naming(object.identity, () => writeTableObject(client, object, isPresent));
    run.written.add(object.identity);
  }
  await run.dropSurplus('trigger', 'policy', 'row security', 'view', 'function');
  await writeGrants(client, run);
  const changes = { written: [...run.written], dropped: run.dropped, rebuilt };
  if (changes.written.length + changes.dropped.length > 0) await record(client, living, run);
  return changes;
}

/**
 * Word functions that the database does not have yet, so that the migrations that follow may name them in an index, a CHECK
 * or a default. The last two run with the writer's rights: the running release may call them before the grants are renewed.
 */
export async function createMissingWords(client: Client, living: LivingSql): Promise<void> {
  const words = living.objects.filter(({ isWord }) => isWord);
  if (words.length === 0) return;
  const present = await readLivingObjects(client, { ...living, objects: words });
  for (const { identity, statements, name } of words) {
    if (present.has(identity)) continue;
    for (const statement of statements) await client.query(statement);
    await client.query(`revoke execute on function ${name} from public`);
    await client.query(`grant execute on function ${name} to ${loginRoleNames.join(', ')}`);
  }
}
