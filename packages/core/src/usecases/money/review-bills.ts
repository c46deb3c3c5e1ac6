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
    const failures: unknown[] = [];
    for (let isMore = true; isMore && !signal.aborted; ) {
      const due = await asSystem(deps, source, 'review-bills', (tx) => dueBills(tx, batch));
      // A whole batch that fails would be read again and again: the next round tries it once more.
      isMore = due.length === batch && failures.length === 0;
      for (const place of due) {
        if (signal.aborted) break;
        try {
          await review(place, 'review-bills');
          done += 1;
        } catch (thrown) {
          failures.push(thrown);
        }
      }
    }
    // Only now: a bill that fails takes no other along.
    if (failures.length > 0) throw new AggregateError(failures, 'bills that could not be reviewed');
    return done;
  };
}
