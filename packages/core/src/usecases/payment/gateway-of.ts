import type { PaymentGateway, PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';

/** As a row names it; the account is null before the provider's first object is attached. */
export interface ProviderAccount {
  readonly provider: string;
  readonly account: string | null;
}

/**
 * The gateway that a row's own provider and account ask for. One that is not configured here counts as a provider that
 * cannot be reached: the row waits, and no other provider is ever asked about it.
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
