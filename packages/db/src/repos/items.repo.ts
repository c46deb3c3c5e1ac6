import type { ItemKind } from '@holdfast/contract/money/items';
import { sql } from 'kysely';
import type { Tx } from '../tenant-tx.ts';
import { type Page, type PageRange, readKeysetPage } from './keyset.ts';

export interface OpenItemRow {
  readonly clinic_id: string;
  readonly id: string;
  readonly kind: ItemKind;
  readonly bill_id: string;
  readonly booking_id: string | null;
  readonly amount_minor: number;
  readonly currency: string;
  readonly note: string | null;
  readonly owner_id: string | null;
  readonly owner_name: string | null;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
}

const lastBooking = sql<string | null>`(
  select b.id from bookings b where b.clinic_id = items.clinic_id and b.bill_id = items.bill_id
  order by b.created_at desc, b.id desc limit 1)`.as('booking_id');

const ownerName = sql<string | null>`(select u.display_name from users u where u.id = items.owner_id)`.as(
  'owner_name',
);

const openItems = (tx: Tx) =>
  tx
    .selectFrom('items')
    .select([
      'clinic_id',
      'id',
      'kind',
      'bill_id',
      'amount_minor',
      'currency',
      'note',
      'owner_id',
      'opened_at',
      'closed_at',
    ])
    .select([lastBooking, ownerName]);

/** What a person must look at and nobody has closed: the money itself closes it. */
export async function listOpenItems(
  tx: Tx,
  direction: 'asc' | 'desc',
  range: PageRange,
): Promise<Page<OpenItemRow>> {
  const rows = openItems(tx).where('closed_at', 'is', null).$castTo<OpenItemRow>();
  return readKeysetPage(rows, { column: 'opened_at', form: 'instant', direction }, range);
}

export async function countOpenItems(tx: Tx): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('items')
    .where('closed_at', 'is', null)
    .select(['kind', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('kind')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.kind, Number(row.count)]));
}

export async function findItem(tx: Tx, itemId: string): Promise<OpenItemRow | undefined> {
  return openItems(tx).where('id', '=', itemId).$castTo<OpenItemRow>().executeTakeFirst();
}

interface Assignment {
  readonly from: string | null;
  readonly to: string | null;
  readonly note: string | null;
}

/** False when the item is closed, or has another owner by now. */
export async function assignItem(tx: Tx, itemId: string, { from, to, note }: Assignment): Promise<boolean> {
  const result = await tx
    .updateTable('items')
    .set({ owner_id: to, note })
    .where('id', '=', itemId)
    .where('closed_at', 'is', null)
    .where('owner_id', 'is not distinct from', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
