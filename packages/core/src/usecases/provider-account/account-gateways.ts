import { AppError } from '@holdfast/contract/errors';
import { providerAccountMachine } from '@holdfast/contract/payment/provider-account.states';
import {
  accountForOrder,
  accountOfKey,
  registerProviderAccount,
  stateOfAccount,
} from '@holdfast/db/repos/provider-accounts.repo';
import type { AccountGateway, PaymentGateway, PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asSystem, type Tx, type UseCaseDeps } from '../../usecase.ts';

export interface AccountGatewayDeps {
  /** Of a role that reads accounts: ingest or worker. */
  readonly tx: UseCaseDeps['tx'];
  /** Opened with the keys of the environment. The first one's mode is the mode that new orders are made in. */
  readonly opened: readonly PaymentGateway[];
}

export interface AccountGateways extends PaymentGateways {
  /** Why this process may not hold its accounts; null when it may. */
  readonly register: () => Promise<string | null>;
}

const unavailable = (text: string): ProviderError =>
  new ProviderError('unavailable', text, {
    operation: 'open-gateway',
    statusCode: null,
    code: null,
    reason: 'not_configured',
  });

/** Records the accounts whose keys this process holds, once. Errors: STATE_CONFLICT for real money where the clock is shifted. */
function createRegistration(
  { opened }: AccountGatewayDeps,
  inTx: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
) {
  let registered: readonly AccountGateway[] | null = null;
  return async (): Promise<readonly AccountGateway[]> => {
    registered ??= await inTx(async (tx) => {
      const rows: AccountGateway[] = [];
      for (const gateway of opened) {
        const { provider, accountId: accountRef, mode, offers } = gateway;
        const id = await registerProviderAccount(tx, { provider, accountRef, mode, offers });
        rows.push({ ...gateway, providerAccountId: id });
      }
      return rows;
    });
    return registered;
  };
}

const isRefusal = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && thrown.code === 'STATE_CONFLICT';

/** The accounts of this process and their gateways. Nothing is read before the first call. */
export function createAccountGateways(deps: AccountGatewayDeps): AccountGateways {
  const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    asSystem(deps, 'system:reconciler', 'provider-accounts', work);
  const registration = createRegistration(deps, inTx);
  const byKey = new Map<string, AccountGateway>();

  async function all(): Promise<readonly AccountGateway[]> {
    try {
      return await registration();
    } catch (thrown) {
      if (isRefusal(thrown)) return [];
      throw thrown;
    }
  }
  const heldOf = async (id: string): Promise<AccountGateway | undefined> =>
    (await all()).find(({ providerAccountId }) => providerAccountId === id);

  return {
    all,
    register: async () => {
      try {
        await registration();
        return null;
      } catch (thrown) {
        if (isRefusal(thrown)) return thrown.internal ?? thrown.code;
        throw thrown;
      }
    },
    of: async (id) => {
      const gateway = id === null ? undefined : await heldOf(id);
      if (!gateway) throw unavailable(`no gateway here for account ${id}`);
      const state = await inTx((tx) => stateOfAccount(tx, gateway.providerAccountId));
      if (state === undefined || !providerAccountMachine.is.open(state))
        throw unavailable(`account ${id} is closed`);
      return gateway;
    },
    forOrder: async (order) => {
      const held = await all();
      const mode = held[0]?.mode;
      const ids = held.map(({ providerAccountId }) => providerAccountId);
      const id = mode && (await inTx((tx) => accountForOrder(tx, order, mode, ids)));
      const gateway = held.find(({ providerAccountId }) => providerAccountId === id);
      if (!gateway) throw unavailable(`no account takes orders in ${order.currency}`);
      return gateway;
    },
    at: async ({ provider, accountKey }) => {
      if (accountKey === null) return (await all()).find((one) => one.provider === provider) ?? null;
      const known = byKey.get(accountKey);
      if (known) return known.provider === provider ? known : null;
      const id = await inTx((tx) => accountOfKey(tx, provider, accountKey));
      const gateway = id === undefined ? undefined : await heldOf(id);
      if (gateway) byKey.set(accountKey, gateway);
      return gateway ?? null;
    },
  };
}
