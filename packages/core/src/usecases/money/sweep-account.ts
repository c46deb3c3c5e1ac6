import { moveSweep, sweptUntil } from '@holdfast/db/repos/provider-accounts.repo';
import type { AccountGateway } from '../../ports/payment-gateway.ts';
import { asSystem } from '../../usecase.ts';
import type { MoneyDeps } from './change-bill.ts';
import { tellFact } from './tell-facts.ts';

export interface SweepDeps extends MoneyDeps {
  /** Business time, for the end of the interval. */
  readonly now: () => Promise<Date>;
  /** How far before the cursor each sweep begins again: a list is ordered by creation, and what is listed changes later. */
  readonly overlapSeconds: number;
  /** Where the first sweep of an account begins. */
  readonly firstSeconds: number;
}

export interface Swept {
  readonly told: number;
  /** Money of the account that belongs to no order of ours. */
  readonly unknown: readonly string[];
}

const requestId = 'sweep-account';
const source = 'system:reconciler';

/**
 * Reads the account's own lists from the cursor on, with overlap, for ever: payments, then refunds, by whomever they were made.
 * A source that needs no webhook and no list of what is open. The cursor moves only after everything was told.
 * Errors: ProviderError when a list could not be read to its end; the next sweep begins at the same cursor.
 */
export function createSweepAccount(deps: SweepDeps) {
  return async (gateway: AccountGateway): Promise<Swept> => {
    const now = await deps.now();
    const cursor = await asSystem(deps, source, requestId, (tx) => sweptUntil(tx, gateway.providerAccountId));
    const back = cursor === null ? deps.firstSeconds : deps.overlapSeconds;
    const from = new Date((cursor ?? now).getTime() - back * 1000);
    const facts = [
      ...(await gateway.listAttempts({ from, to: now })),
      ...(await gateway.listRefunds({ from, to: now })),
    ];
    const unknown: string[] = [];
    for (const fact of facts) {
      const isOurs = await tellFact({ ...deps, source, requestId }, gateway, fact);
      if (!isOurs) unknown.push(fact.kind === 'refund' ? fact.providerRefundId : fact.providerPaymentId);
    }
    await asSystem(deps, source, requestId, (tx) => moveSweep(tx, gateway.providerAccountId, now));
    return { told: facts.length - unknown.length, unknown };
  };
}
