import { markLedger } from '@holdfast/db/repos/ledger.repo';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

/** A day, or as many postings as a read sums up in some milliseconds. */
const checkpoint = { afterSeconds: 86_400, afterPostings: 5_000 };

/**
 * Marks up to which transaction the ledger is complete, with the balances at least once a day: a time can be asked for as
 * soon as a mark stands behind it. Returns 0: there is never a rest to do at once.
 */
export function createMarkLedger(deps: Pick<UseCaseDeps, 'tx'>) {
  return async (): Promise<number> => {
    await asSystem(deps, 'system:sealer', 'mark-ledger', (tx) => markLedger(tx, checkpoint));
    return 0;
  };
}
