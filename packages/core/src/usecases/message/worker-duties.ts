import {
  type AccountState,
  type CheckedInvariant,
  holdLease,
  pruneFeed,
  releaseLease,
  saveInvariants,
  saveWhatsappAccount,
} from '@holdfast/db/repos/leases.repo';
import { outboxLagSeconds, recentSends } from '@holdfast/db/repos/messages.repo';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

type Deps = Pick<UseCaseDeps, 'tx'>;

/** A lease by name: one process holds it at a time, for `ttlSeconds` after its last call. */
export function createLease(deps: Deps, name: string, holder: string, ttlSeconds: number) {
  const requestId = `lease:${name}`;
  return {
    hold: async (): Promise<boolean> =>
      (await asSystem(deps, 'system:messages', requestId, (tx) =>
        holdLease(tx, name, holder, ttlSeconds),
      )) !== null,
    release: () => asSystem(deps, 'system:messages', requestId, (tx) => releaseLease(tx, name, holder)),
  };
}

/** Small duties of the worker that change no business state. */
export function createWorkerDuties(deps: Deps) {
  return {
    publishAccount: (account: string, state: AccountState) =>
      asSystem(deps, 'system:messages', 'whatsapp-account', (tx) => saveWhatsappAccount(tx, account, state)),
    saveInvariants: (results: readonly CheckedInvariant[]) =>
      asSystem(deps, 'system:invariants', 'invariants', (tx) => saveInvariants(tx, results)),
    outboxLagSeconds: () => asSystem(deps, 'system:messages', 'outbox-lag', outboxLagSeconds),
    recentSends: (hours: number) =>
      asSystem(deps, 'system:messages', 'recent-sends', (tx) => recentSends(tx, hours)),
    pruneFeed: (keepDays: number) =>
      asSystem(deps, 'system:feed', 'prune-feed', (tx) => pruneFeed(tx, keepDays)),
  };
}
