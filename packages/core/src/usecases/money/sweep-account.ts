import { moveSweep, readSweep } from '@holdfast/db/repos/provider-accounts.repo';
import { after } from '../../domain/money/decider.ts';
import type { AccountGateway, PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asSystem } from '../../usecase.ts';
import type { MoneyDeps } from './change-bill.ts';
import { tellPayment } from './tell-facts.ts';

export interface SweepDeps extends MoneyDeps {
  /** How far before the cursor each sweep begins again: a list is ordered by creation, and what is listed changes later. */
  readonly overlapSeconds: number;
  /** Where the first sweep of an account begins. */
  readonly firstSeconds: number;
}

export interface Swept {
  /** Payments whose facts were told. */
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
    const { providerAccountId } = gateway;
    const { sweptUntil, now } = await asSystem(deps, source, requestId, (tx) =>
      readSweep(tx, providerAccountId),
    );
    const from =
      sweptUntil === null ? after(now, -deps.firstSeconds) : after(sweptUntil, -deps.overlapSeconds);
    const facts = [
      ...(await gateway.listAttempts({ from, to: now })),
      ...(await gateway.listRefunds({ from, to: now })),
    ];
    const byPayment = Map.groupBy(facts, (fact) => fact.providerPaymentId);
    const unknown: string[] = [];
    for (const [providerPaymentId, ofPayment] of byPayment) {
      const route = await tellPayment({ ...deps, source, requestId }, gateway, providerPaymentId, ofPayment);
      if (!route) unknown.push(providerPaymentId);
    }
    await asSystem(deps, source, requestId, (tx) => moveSweep(tx, providerAccountId, now));
    return { told: byPayment.size - unknown.length, unknown };
  };
}

export interface SweepsDeps extends SweepDeps {
  readonly gateways: Pick<PaymentGateways, 'all'>;
  /** Of several workers one reads an account's lists. */
  readonly holdLease: (providerAccountId: string) => Promise<boolean>;
  readonly onProviderError: (error: ProviderError) => void;
}

/** Sweeps every account of this process; one that does not answer takes no other along. Returns how many payments were told. */
export function createSweepAccounts(deps: SweepsDeps) {
  const sweep = createSweepAccount(deps);
  return async (signal: AbortSignal): Promise<number> => {
    let told = 0;
    for (const gateway of await deps.gateways.all()) {
      if (signal.aborted || !(await deps.holdLease(gateway.providerAccountId))) continue;
      try {
        told += (await sweep(gateway)).told;
      } catch (thrown) {
        if (!(thrown instanceof ProviderError)) throw thrown;
        deps.onProviderError(thrown);
      }
    }
    return told;
  };
}
