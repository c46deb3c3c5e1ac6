import * as procedures from '@holdfast/contract/ops/ops.procedures';
import { toInstant } from '@holdfast/contract/time';
import {
  assignItem,
  countOpenItems,
  findItem,
  listOpenItems,
  type OpenItemRow,
} from '@holdfast/db/repos/items.repo';
import type { z } from 'zod';
import { type Decision, go, refuse } from '../../decision.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { defineQuery } from '../../usecase/define-query.ts';
import { directionOf, readPage } from '../../usecase/read-page.ts';
import type { Tx } from '../../usecase.ts';
import { userOf } from '../../usecase.ts';

type ItemOut = z.input<typeof procedures.OpenItem>;

const toItem = (row: OpenItemRow): ItemOut => ({
  id: row.id,
  kind: row.kind,
  billId: row.bill_id,
  bookingId: row.booking_id,
  amount: { amountMinor: row.amount_minor, currency: row.currency },
  owner: row.owner_id === null ? null : { userId: row.owner_id, name: row.owner_name ?? '' },
  note: row.note,
  since: toInstant(row.opened_at),
});

export const listStuck = defineQuery({
  procedure: procedures.listStuck,
  place: () => null,
  read: async (tx, input) => {
    const listedBy = { procedure: procedures.listStuck, key: 'instant' } as const;
    const direction = directionOf(input.sort);
    const page = await readPage(listedBy, input, (range) => listOpenItems(tx, direction, range), toItem);
    return { ...page, counts: await countOpenItems(tx) };
  },
});

/** Healed by the money itself, or in other hands than the caller saw. */
function decideAssigning(item: OpenItemRow, ownerSeen: string | undefined): Decision<null> {
  if (item.closed_at !== null) return refuse('STATE_CONFLICT', 'closed');
  return item.owner_id === (ownerSeen ?? null) ? go(null) : refuse('STATE_CONFLICT', 'another owner');
}

const auditedAs = (item: OpenItemRow) => ({ clinicId: item.clinic_id, subjectId: item.id });

async function render(tx: Tx, itemId: string): Promise<ItemOut | undefined> {
  const item = await findItem(tx, itemId);
  return item && toItem(item);
}

export const takeItem = defineCommand({
  procedure: procedures.takeItem,
  place: () => null,
  subjectOf: (input) => input.itemId,
  load: ({ tx, input }) => findItem(tx, input.itemId),
  decide: (item, { input }) => decideAssigning(item, input.ownerSeen),
  write: ({ tx, input, context }, item) =>
    assignItem(tx, item.id, {
      from: input.ownerSeen ?? null,
      to: userOf(context),
      note: input.note ?? null,
    }),
  auditedAs,
  render,
});

export const releaseItem = defineCommand({
  procedure: procedures.releaseItem,
  place: () => null,
  subjectOf: (input) => input.itemId,
  load: ({ tx, input }) => findItem(tx, input.itemId),
  decide: (item, { input }) => decideAssigning(item, input.ownerSeen),
  write: ({ tx, input }, item) =>
    assignItem(tx, item.id, { from: input.ownerSeen ?? null, to: null, note: item.note }),
  auditedAs,
  render,
});
