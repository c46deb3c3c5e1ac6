import type pg from 'pg';
import type { LivingObject } from './read-living-sql.ts';

type Client = Pick<pg.Client, 'query'>;

interface Shape {
  readonly staging: string;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
}

/** Stages the desired rows in a temporary table. */
async function stage(client: Client, { name, statements }: LivingObject): Promise<Shape> {
  const staging = `wanted_${name}`;
  await client.query(`drop table if exists pg_temp.${staging}; create temp table ${staging} (like ${name})`);
  for (const statement of statements) {
    await client.query(statement.replace(/^(insert\s+into\s+)(?:public\.)?\w+/i, `$1pg_temp.${staging}`));
  }
  const found = await client.query<{ name: string; is_key: boolean }>(
    `select quote_ident(a.attname) as name, a.attnum = any (i.indkey) as is_key
     from pg_attribute a join pg_index i on i.indrelid = a.attrelid and i.indisprimary
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [name],
  );
  const columns = found.rows.map((row) => row.name);
  return { staging, columns, keys: found.rows.filter((row) => row.is_key).map((row) => row.name) };
}

/**
 * Makes tables hold exactly the rows of their statements, without touching rows that are right already. Deletes from
 * the last table to the first, then writes from the first to the last, as foreign keys require.
 */
export async function writeRows(client: Client, changed: readonly LivingObject[]): Promise<void> {
  const staged: (Shape & { readonly table: string })[] = [];
  for (const object of changed) staged.push({ ...(await stage(client, object)), table: object.name });
  for (const { table, staging, keys } of staged.toReversed()) {
    const same = keys.map((key) => `w.${key} = t.${key}`).join(' and ');
    await client.query(
      `delete from ${table} t where not exists (select 1 from pg_temp.${staging} w where ${same})`,
    );
  }
  for (const { table, staging, columns, keys } of staged) {
    const others = columns.filter((column) => !keys.includes(column));
    const list = columns.join(', ');
    const differs = others.map((column) => `t.${column} is distinct from excluded.${column}`).join(' or ');
    const update =
      others.length === 0
        ? 'do nothing'
        : `do update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')} where ${differs}`;
    await client.query(
      `insert into ${table} as t (${list}) select ${list} from pg_temp.${staging}
       on conflict (${keys.join(', ')}) ${update}`,
    );
    await client.query(`drop table pg_temp.${staging}`);
  }
}
