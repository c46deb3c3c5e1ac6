import fc from 'fast-check';

interface WalkInput {
  readonly cursor?: string;
  readonly limit?: number;
}

export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A list to a walker, its filters bound. */
type ReadPageOf<Item> = (input: WalkInput) => Promise<Paged<Item>>;

const seed = 20_261_126;

/** Page sizes between one row and the most, the same in every run. */
const pageSizes: readonly number[] = fc.sample(fc.integer({ min: 1, max: 100 }), {
  seed,
  numRuns: 1000,
});

/** Every item from the first page to the last, in the order in which a client gets them. */
export async function walk<Item>(
  readPage: ReadPageOf<Item>,
  betweenPages: (pageIndex: number) => Promise<void> = async () => undefined,
  sizes: readonly number[] = pageSizes,
): Promise<Item[]> {
  const seen: Item[] = [];
  let cursor: string | null = null;
  for (const [index, limit] of sizes.entries()) {
    const page: Paged<Item> = await readPage({ limit, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) return seen;
    if (page.items.length !== limit) throw new Error('a page before the last is not full');
    await betweenPages(index);
  }
  throw new Error('the list has no end');
}
