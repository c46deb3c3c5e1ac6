import { dueBills, queuedReviews, removeReviews } from '@holdfast/db/repos/bills.repo';
import { asSystem, type BillPlace, type UseCaseDeps } from '../../usecase.ts';
import { changeBill, type MoneyDeps } from './change-bill.ts';

const batch = 50;
const source = 'system:reconciler';

/**
 * Decides a bill again as it stands: a booking on it has ended, or time has passed. What was queued before the reading is
 * removed behind it, so that a crash in between repeats the review and never loses it.
 */
export function createReviewBill(deps: MoneyDeps): UseCaseDeps['reviewBill'] {
  return async ({ clinicId, billId }: BillPlace, requestId) => {
    const place = { clinicId, billId };
    const queued = await asSystem(deps, source, requestId, (tx) => queuedReviews(tx, place));
    await changeBill(deps, source, requestId, place, () => [{ kind: 'review' }]);
    if (queued.length > 0)
      await asSystem(deps, source, requestId, (tx) => removeReviews(tx, clinicId, queued));
  };
}

/**
 * Reviews what is queued, and where only time has passed: a surplus that its provider did not return, wrong money that nobody
 * placed, an authorization that was not captured, a call that is overdue. Returns how many bills it reviewed.
 */
export function createReviewBills(deps: MoneyDeps) {
  const review = createReviewBill(deps);
  return async (signal: AbortSignal): Promise<number> => {
    let done = 0;
    for (let isMore = true; isMore && !signal.aborted; ) {
      const due = await asSystem(deps, source, 'review-bills', (tx) => dueBills(tx, batch));
      isMore = due.length === batch;
      for (const place of due) {
        if (signal.aborted) break;
        await review(place, 'review-bills');
        done += 1;
      }
    }
    return done;
  };
}
