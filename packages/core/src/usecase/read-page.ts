import { AppError } from '@holdfast/contract/errors';
import { pageRows, type SortByTime } from '@holdfast/contract/list';
import type { AnyProcedure } from '@holdfast/contract/procedure';
import type { Page, PageRange } from '@holdfast/db/repos/keyset';
import {
  formatListCursor,
  type KeyForm,
  type ListPosition,
  listFingerprint,
  parseListCursor,
} from '../domain/list-cursor.ts';

interface ListRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

interface ListedBy {
  readonly procedure: Pick<AnyProcedure, 'id'>;
  readonly key: KeyForm;
}

function positionOf(cursor: string, fingerprint: string, key: KeyForm): ListPosition {
  const position = parseListCursor(cursor, fingerprint, key);
  if (position) return position;
  const problem = { field: 'cursor', problem: 'is not a cursor of this list with these filters' };
  throw new AppError('INVALID_INPUT', { details: { fields: [problem] } });
}

/** Newest first where nothing is said. */
export function directionOf(sort: SortByTime | undefined): 'asc' | 'desc' {
  return sort === 'oldest' ? 'asc' : 'desc';
}

/** One page of a list: reads behind the input's cursor and says where the next page begins. */
export async function readPage<Row, Item>(
  { procedure, key }: ListedBy,
  { cursor, limit, ...filters }: ListRequest,
  read: (range: PageRange) => Promise<Page<Row>>,
  toItem: (row: Row) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const fingerprint = listFingerprint(procedure.id, filters);
  const { rows, last } = await read({
    after: cursor === undefined ? null : positionOf(cursor, fingerprint, key),
    limit: limit ?? pageRows.usual,
  });
  return { items: rows.map(toItem), nextCursor: last && formatListCursor(fingerprint, last) };
}
