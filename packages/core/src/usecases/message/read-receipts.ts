import { type AwaitingReceipt, awaitingReceipts, recordReceipt } from '@holdfast/db/repos/messages.repo';
import { asSystem } from '../../usecase.ts';
import type { MessageDeps } from './message-deps.ts';

const batch = 20;
const requestId = 'read-receipts';

export interface ReceiptDeps extends MessageDeps {
  readonly withinHours: number;
  readonly lookAgainSeconds: number;
}

/** Advances sent → delivered → read as receipts appear; they may never appear, and nothing waits for them. */
export function createReadReceipts(deps: ReceiptDeps) {
  async function ofPhone(phone: string, waiting: readonly AwaitingReceipt[]): Promise<void> {
    const receipts = await deps.sender.readReceipts(
      phone,
      waiting.map((one) => one.externalId),
    );
    await asSystem(deps, 'system:messages', requestId, async (tx) => {
      for (const one of waiting) {
        const tick = receipts.find((receipt) => receipt.externalId === one.externalId)?.tick;
        const proven = tick === 'delivered' || tick === 'read' ? tick : 'sent';
        await recordReceipt(tx, one, proven, deps.lookAgainSeconds);
      }
    });
  }

  return async (signal: AbortSignal): Promise<number> => {
    if (deps.sender.readiness() !== 'ready') return 0;
    const waiting = await asSystem(deps, 'system:messages', requestId, (tx) =>
      awaitingReceipts(tx, batch, deps.withinHours),
    );
    const byPhone = Map.groupBy(waiting, (one) => one.phone);
    for (const [phone, ofOne] of byPhone) {
      if (signal.aborted) break;
      await ofPhone(phone, ofOne);
    }
    if (waiting.length > 0) deps.notify('feed');
    return 0;
  };
}
