import { z } from 'zod';

/** Rows of a page: what a list answers when nothing is said, and at most. */
export const pageRows = { usual: 50, most: 100 } as const;

/** Where a page of a list ends. Opaque: it is only ever handed back, to the list and filters that gave it. */
export const ListCursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,1500}$/, 'is not a cursor of this list')
  .meta({ id: 'ListCursor' });

/** Id of a row, in whatever list it stands. */
export const RowId = z.uuid();

/** Order of a list by time; newest first where nothing is said. */
export const SortByTime = z.enum(['newest', 'oldest']).meta({ id: 'SortByTime' });
export type SortByTime = z.infer<typeof SortByTime>;

/** Input of a list: its own filters (also `search` and `sort`, where it has them), the cursor and the size of the page. */
export function listInput<Filters extends z.core.$ZodShape>(filters: Filters) {
  return z.strictObject({
    ...filters,
    cursor: ListCursor.optional(),
    limit: z.int().min(1).max(pageRows.most).optional(),
  });
}

/** Answer of a list: one page, the cursor of the next one (null at the end), and what else the list says of itself. */
export function page<Item extends z.ZodType, Extras extends z.core.$ZodShape>(item: Item, extras: Extras) {
  return z.strictObject({ items: z.array(item), nextCursor: ListCursor.nullable(), ...extras });
}
