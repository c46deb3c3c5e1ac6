import { join } from 'node:path';
import { waitFor } from '@holdfast/starter/stack/alive';
import { expect } from 'vitest';
import { type LedgerLine, readLedger } from '../../apps/worker/test/ledger-channel.ts';
import { startWorld, type World, type WorldOptions } from '../world/start-world.ts';

const settlesWithinMs = 60_000;

/** A world whose worker writes its messages to a file instead of a browser. */
export async function startLedgerWorld(options: WorldOptions = {}): Promise<World> {
  return startWorld({
    workerScript: 'apps/worker/test/ledger-worker.ts',
    ...options,
    workerEnvironment: { WORKER_STALL_SECONDS: '0.5', ...options.workerEnvironment },
  });
}

export const ledgerOf = (world: World): LedgerLine[] => readLedger(join(world.home, 'ledger'));

/** Every message was sent exactly once, or was suppressed and never sent. */
export async function expectAllSentOnce(world: World): Promise<void> {
  const over = new Set(['sent', 'delivered', 'read', 'suppressed']);
  const readMessages = async () => {
    const { rows } = await world.database.pools.superuser.query<{ id: string; state: string }>(
      'select id, state from messages order by id',
    );
    return rows;
  };
  // The messages of the last journey may still be on their way.
  await waitFor(async () => (await readMessages()).every(({ state }) => over.has(state)), settlesWithinMs);
  const rows = await readMessages();
  expect(rows.filter(({ state }) => !over.has(state))).toEqual([]);
  const wanted = rows.filter(({ state }) => state !== 'suppressed').map(({ id }) => id);
  const lines = ledgerOf(world);
  expect(lines.map(({ messageId }) => messageId).sort()).toEqual(wanted);
  expect(new Set(lines.map(({ phoneE164, text }) => `${phoneE164} ${text}`)).size).toBe(lines.length);
}

/** The provider's book: one order per receipt, one capture per order, at most one refund per payment, nothing else. */
export function expectMoneyOnce(world: World): void {
  const { totals, violations } = world.sandbox.razorpay.ledger();
  expect(violations).toEqual([]);
  expect(Object.values(totals.ordersPerReceipt).filter((count) => count !== 1)).toEqual([]);
  expect(Object.values(totals.capturesPerOrder).filter((count) => count !== 1)).toEqual([]);
  expect(Object.values(totals.refundsPerPayment).filter(({ count }) => count !== 1)).toEqual([]);
}

export async function countOf(world: World, text: string, values: readonly unknown[] = []): Promise<number> {
  const { rows } = await world.database.pools.superuser.query<{ n: number }>(
    `select count(*)::int as n from ${text}`,
    [...values],
  );
  return rows[0]?.n ?? 0;
}
