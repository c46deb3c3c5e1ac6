import type { Drawer } from '@holdfast/contract/drawer/drawer.procedures';
import { toInstant } from '@holdfast/contract/time';
import { type DrawerRow, findDrawer } from '@holdfast/db/repos/drawers.repo';
import type { z } from 'zod';
import type { Tx } from '../../usecase.ts';

type DrawerOut = z.input<typeof Drawer>;

function closingOf(row: DrawerRow): NonNullable<DrawerOut['session']>['closing'] {
  const { currency, closedAt, counted, expected } = row;
  if (closedAt === null || counted === null || expected === null) return null;
  return {
    closedBy: row.closedName ?? '',
    closedAt: toInstant(closedAt),
    counted: { amountMinor: counted, currency },
    expected: { amountMinor: expected, currency },
    differenceMinor: counted - expected,
  };
}

export function toDrawer(row: DrawerRow): DrawerOut {
  const { currency, sessionId, openedAt, opening } = row;
  const isNew = sessionId === null || openedAt === null || opening === null;
  return {
    id: row.id,
    clinicId: row.clinicId,
    name: row.name,
    currency,
    session: isNew
      ? null
      : {
          id: sessionId,
          openedBy: row.openedName ?? '',
          openedAt: toInstant(openedAt),
          opening: { amountMinor: opening, currency },
          closing: closingOf(row),
        },
  };
}

export async function renderDrawer(tx: Tx, drawerId: string): Promise<DrawerOut | undefined> {
  const row = await findDrawer(tx, drawerId);
  return row && toDrawer(row);
}
