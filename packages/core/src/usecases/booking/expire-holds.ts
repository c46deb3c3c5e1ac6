import { expireHolds } from '@holdfast/db/repos/bookings.repo';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

const batch = 100;

/**
 * Expires overdue holds so that readers see it; correctness does not depend on it, as taking a slot retires them first.
 */
export function createExpireHolds(deps: Pick<UseCaseDeps, 'tx' | 'notify'>) {
  return async (_signal: AbortSignal): Promise<number> => {
    const expired = await asSystem(deps, 'system:expiry', 'expire-holds', (tx) => expireHolds(tx, batch));
    if (expired > 0) deps.notify('feed');
    return expired;
  };
}
