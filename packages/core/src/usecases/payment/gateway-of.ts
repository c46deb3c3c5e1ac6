import type { PaymentGateway, PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';

/** Provider and account of a row; the account is null before the provider's first object is attached. */
export interface ProviderAccount {
  readonly provider: string;
  readonly account: string | null;
}

/**
 * The gateway of a row's own provider and account. One that is not configured here counts as unreachable: the row
 * waits, and no other provider is ever called for it.
 */
export function gatewayOf(gateways: PaymentGateways, { provider, account }: ProviderAccount): PaymentGateway {
  const gateway = gateways.get(provider);
  if (gateway && (account === null || account === gateway.accountId)) return gateway;
  throw new ProviderError('unavailable', `no gateway here for an account of ${provider}`, {
    operation: 'open-gateway',
    statusCode: null,
    code: null,
    reason: 'not_configured',
  });
}
