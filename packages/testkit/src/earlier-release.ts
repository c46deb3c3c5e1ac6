import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const fixture = fileURLToPath(new URL('../../db/test/fixtures/release-0.1.gen.sql', import.meta.url));

/** These tables keep their instants: sealed audit rows are hashed with them. */
const unmoved = ['audit_seals', 'audit_seal_rows', 'schema_migrations'];

async function columnsOf(client: pg.PoolClient, type: string): Promise<{ table: string; column: string }[]> {
  const found = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.atttypid = $1::regtype and c.relname <> all ($2)`,
    [type, unmoved],
  );
  return found.rows;
}

/** Moves every instant by the age of the fixture, so that its open holds are still open. */
async function bringToToday(client: pg.PoolClient, age: string): Promise<void> {
  for (const { table, column } of await columnsOf(client, 'timestamptz')) {
    const sealed = table === 'audit_log' ? `where id not in (select audit_id from audit_seal_rows)` : '';
    await client.query(`update ${table} set ${column} = ${column} + ${age} ${sealed}`);
  }
  for (const { table, column } of await columnsOf(client, 'tstzrange')) {
    // Latest first, so that no moved range overlaps the next one in between.
    await client.query(`do $$ declare v_row record; begin
      for v_row in select ctid, tstzrange(lower(${column}) + ${age}, upper(${column}) + ${age}) as moved from ${table}
        order by ${column} desc
      loop update ${table} set ${column} = v_row.moved where ctid = v_row.ctid; end loop; end $$`);
  }
  await client.query(
    `update bookings b set visit_date = (lower(b.during) at time zone c.time_zone)::date from clinics c where c.id = b.clinic_id`,
  );
}

/** A used database of release 0.1, with rows in every state of every machine. Not migrated yet. */
export async function createEarlierRelease(): Promise<TestDatabase> {
  const database = await createTestDatabase({ content: 'empty' });
  const text = readFileSync(fixture, 'utf8');
  const madeAt = /^-- Made at: (.+)$/m.exec(text)?.[1];
  if (madeAt === undefined) throw new Error('the fixture does not say when it was made');
  await database.pools.owner.query(`begin; ${text} commit`);
  const client = await database.pools.superuser.connect();
  try {
    await client.query('begin; set local session_replication_role = replica');
    await bringToToday(client, `(transaction_timestamp() - '${madeAt}'::timestamptz)`);
    await client.query('commit');
  } finally {
    client.release();
  }
  return database;
}
