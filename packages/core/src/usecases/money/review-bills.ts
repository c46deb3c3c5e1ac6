import { dueBills } from '@holdfast/db/repos/bills.repo';
import { asSystem } from '../../usecase.ts';
import { changeBill, type MoneyDeps } from './change-bill.ts';

const batch = 50;
const requestId = 'review-bills';

/**
 * Decides again where only time has passed: a surplus that its provider did not return, wrong money that nobody placed, an
 * authorization that was not captured, a call that is overdue. Returns how many bills it reviewed.
 */
export function createReviewBills(deps: MoneyDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    const due = await asSystem(deps, 'system:reconciler', requestId, (tx) => dueBills(tx, batch));
    let done = 0;
    for (const place of due) {
      if (signal.aborted) break;
      await changeBill(deps, 'system:reconciler', requestId, place, () => [{ kind: 'review' }]);
      done += 1;
    }
    return done;
  };
}
