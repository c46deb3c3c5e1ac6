import { expireLapsedHolds } from '@holdfast/db/repos/bookings.repo';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

const batch = 100;

/**
 * Ends lapsed holds for the eye: correctness does not wait for it, since whoever wants the slot retires them first.
 */
export function createExpireHolds(deps: Pick<UseCaseDeps, 'tx' | 'nudge'>) {
  return async (_signal: AbortSignal): Promise<number> => {
    const expired = await asSystem(deps, 'system:expiry', 'expire-holds', (tx) =>
      expireLapsedHolds(tx, batch),
    );
    if (expired > 0) deps.nudge('feed');
    return expired;
  };
}
