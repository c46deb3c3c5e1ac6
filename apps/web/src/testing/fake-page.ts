import { FakeRefusal } from './fake-link.ts';

export interface PageInput {
  readonly cursor?: string;
  readonly limit?: number;
}

const cursorOf = (id: string): string => `fake-page-behind-${id}`;

/** One page of rows in memory, as every list of the API answers it. */
export function fakePage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { cursor, limit = 50 }: PageInput,
): { items: Row[]; nextCursor: string | null } {
  const at = cursor === undefined ? -1 : rows.findIndex(({ id }) => cursorOf(id) === cursor);
  if (cursor !== undefined && at === -1) throw new FakeRefusal('INVALID_INPUT');
  const items = rows.slice(at + 1, at + 1 + limit).map((row) => ({ ...row }));
  const last = items.at(-1);
  return { items, nextCursor: last && at + 1 + limit < rows.length ? cursorOf(last.id) : null };
}
