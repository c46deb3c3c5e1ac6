import { type LedgerBalances, ledgerBalancesAt } from '@holdfast/db/repos/ledger.repo';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

/** The books of a clinic as of a time: read again with the time that the answer names, they are the same. */
export function createReadBalances(deps: Pick<UseCaseDeps, 'tx'>) {
  return (clinicId: string, at: string): Promise<LedgerBalances | undefined> =>
    asSystem(deps, 'system:sealer', 'read-balances', (tx) => ledgerBalancesAt(tx, clinicId, at));
}
