import { AppError } from '@holdfast/contract/errors';
import { registerProviderAccount } from '@holdfast/db/repos/provider-accounts.repo';
import type { PaymentGateways } from '../../ports/payment-gateway.ts';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';

export interface AccountDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly gateways: PaymentGateways;
}

/**
 * Records the provider accounts whose keys this process holds, once. Returns why an account is rejected, null when all
 * are accepted: a process with real money is not ready where the clock is shifted.
 */
export function createRegisterAccounts(deps: AccountDeps) {
  let isRegistered = false;
  return async (): Promise<string | null> => {
    if (isRegistered) return null;
    try {
      await asSystem(deps, 'system:reconciler', 'register-accounts', async (tx) => {
        for (const gateway of deps.gateways.values()) await registerProviderAccount(tx, gateway);
      });
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.code === 'STATE_CONFLICT')
        return thrown.internal ?? thrown.code;
      throw thrown;
    }
    isRegistered = true;
    return null;
  };
}
