import type { AccountGateway, PaymentGateways } from '@holdfast/core/ports/payment-gateway';
import { ProviderError } from '@holdfast/core/ports/provider-error';

/** Exactly these accounts, whatever their rows say. A new order goes to the first. */
export function fixedGateways(...gateways: readonly AccountGateway[]): PaymentGateways {
  const found = async (gateway: AccountGateway | undefined): Promise<AccountGateway> => {
    if (gateway) return gateway;
    const details = { operation: 'open-gateway', statusCode: null, code: null, reason: 'not_configured' };
    throw new ProviderError('unavailable', 'no such gateway', details);
  };
  return {
    of: (id) => found(gateways.find(({ providerAccountId }) => providerAccountId === id)),
    forOrder: () => found(gateways[0]),
    at: async ({ provider }) => gateways.find((gateway) => gateway.provider === provider) ?? null,
    all: async () => gateways,
  };
}
