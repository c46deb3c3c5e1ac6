import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';

/** A row's place in a list: its sort key as text, with every digit the database keeps, and its id. */
interface Position {
  readonly key: string;
  readonly id: string;
}

export interface PageRange {
  /** The row that the page begins behind; null for the first page. */
  readonly after: Position | null;
  readonly limit: number;
}

export interface Page<Row> {
  readonly rows: Row[];
  /** The last row's place where more rows follow, else null. */
  readonly last: Position | null;
}

/** How a list is ordered: by a column that is never null, then by `id` in the same direction, which makes it total. */
interface ListOrder {
  readonly column: string;
  readonly form: 'instant' | 'text';
  readonly direction: 'asc' | 'desc';
}

/** A Date has milliseconds and the database microseconds: rows of the same millisecond would be lost between pages. */
function keyText({ column, form }: ListOrder): RawBuilder<string> {
  const key = sql.ref(column);
  return form === 'instant'
    ? sql`to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : sql`${key}::text`;
}

/** One comparison of rows, which an index on the two columns answers by seeking. */
function isBehind({ column, form, direction }: ListOrder, { key, id }: Position): RawBuilder<boolean> {
  const place = sql`(${sql.ref(column)}, ${sql.ref('id')})`;
  const after =
    form === 'instant' ? sql`(${key}::timestamptz, ${id}::uuid)` : sql`(${key}::text, ${id}::uuid)`;
  return direction === 'asc' ? sql`${place} > ${after}` : sql`${place} < ${after}`;
}

/** Reads one page of what a query selects, and one row more to know whether another page follows. */
export async function readKeysetPage<DB, Tables extends keyof DB, Row extends { readonly id: string }>(
  query: SelectQueryBuilder<DB, Tables, Row>,
  order: ListOrder,
  { after, limit }: PageRange,
): Promise<Page<Row>> {
  const behind = after === null ? query : query.where(isBehind(order, after));
  const found = await behind
    .select(keyText(order).as('position_key'))
    .orderBy(sql.ref(order.column), order.direction)
    .orderBy(sql.ref('id'), order.direction)
    .limit(limit + 1)
    .$castTo<Row & { readonly position_key: string }>()
    .execute();
  const rows = found.slice(0, limit);
  const end = found.length > limit ? rows.at(-1) : undefined;
  return { rows, last: end ? { key: end.position_key, id: end.id } : null };
}

/** The LIKE pattern of every text that contains `search`; its wildcards are escaped. */
export const containing = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;
