import { AppError } from '@holdfast/contract/errors';
import { providerAccountMachine } from '@holdfast/contract/payment/provider-account.states';
import {
  accountForOrder,
  accountOfKey,
  type OpenableAccountRow,
  openableAccount,
  registerProviderAccount,
  storedAccounts,
} from '@holdfast/db/repos/provider-accounts.repo';
import type { AccountGateway, PaymentGateway, PaymentGateways } from '../../ports/payment-gateway.ts';
import { asSystem, type Tx, type UseCaseDeps } from '../../usecase.ts';
import { createStoredAccounts, notOpened, type StoredDeps } from './stored-accounts.ts';

export interface AccountGatewayDeps {
  /** Of a role that reads accounts: ingest or worker. */
  readonly tx: UseCaseDeps['tx'];
  /** Opened with the keys of the environment. The first one's mode is the mode that new orders are made in. */
  readonly opened: readonly PaymentGateway[];
  /** Opens accounts whose keys are stored; null in a process that has nothing to open them with. */
  readonly stored?: StoredDeps | null;
}

export interface AccountGateways extends PaymentGateways {
  /** Why this process may not hold its accounts; null when it may. */
  readonly register: () => Promise<string | null>;
}

type InTx = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Records the accounts whose keys this process holds, once. Errors: STATE_CONFLICT for real money where the clock is shifted. */
function createRegistration({ opened }: AccountGatewayDeps, inTx: InTx) {
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

const noneStored: StoredDeps = {
  adapters: [],
  vault: { sealAll: async () => [], openAll: async () => [], rewrapAll: async () => 0 },
  onUnopened: () => undefined,
};

const { open: isOpen } = providerAccountMachine.is;

const isRefusal = (thrown: unknown): thrown is AppError =>
  thrown instanceof AppError && thrown.code === 'STATE_CONFLICT';

/** Once, and again after a failure: what a rotated wrapping key has to wrap. It must not keep the process from its work. */
function createRewrapping(stored: StoredDeps | null) {
  let isDone = stored === null;
  return async (): Promise<void> => {
    if (isDone) return;
    isDone = true;
    try {
      await stored?.vault.rewrapAll();
    } catch (thrown) {
      isDone = false;
      stored?.onUnopened(notOpened('data keys are not rewrapped', thrown));
    }
  };
}

/** The accounts of the environment, and how the gateway of a row is opened: with their keys, else with stored ones. */
function createOpener(deps: AccountGatewayDeps, inTx: InTx) {
  const registered = createRegistration(deps, inTx);
  const stored = createStoredAccounts(deps.stored ?? noneStored);

  /** None where they may not be registered: this process then works with stored accounts alone. */
  async function held(): Promise<readonly AccountGateway[]> {
    try {
      return await registered();
    } catch (thrown) {
      if (isRefusal(thrown)) return [];
      throw thrown;
    }
  }
  const heldOf = async (id: string): Promise<AccountGateway | undefined> =>
    (await held()).find(({ providerAccountId }) => providerAccountId === id);
  /** Null where its keys are neither in the environment nor stored. */
  async function open(row: OpenableAccountRow): Promise<AccountGateway | null> {
    const own = await heldOf(row.id);
    if (own) return own;
    return row.keysVersion > 0 && stored.providers.includes(row.provider) ? stored.open(row) : null;
  }
  return { registered, held, heldOf, open, stored };
}

/** Finds the account of a webhook address. Those of the environment are remembered: their addresses do not change. */
function createAddressBook({ held, heldOf, open }: ReturnType<typeof createOpener>, inTx: InTx) {
  const byKey = new Map<string, AccountGateway>();
  const at: PaymentGateways['at'] = async ({ provider, accountKey }) => {
    if (accountKey === null) return (await held()).find((one) => one.provider === provider) ?? null;
    const known = byKey.get(accountKey);
    if (known) return known.provider === provider ? known : null;
    const row = await inTx((tx) => accountOfKey(tx, provider, accountKey));
    const own = row && (await heldOf(row.id));
    if (own) byKey.set(accountKey, own);
    if (own) return own;
    // Read each time: stored keys change, and a closed account answers nothing.
    return row && isOpen(row.state) ? open(row) : null;
  };
  return at;
}

/** The accounts of this process: those of the environment, else those whose keys are stored. Reads nothing before the first call. */
export function createAccountGateways(deps: AccountGatewayDeps): AccountGateways {
  const inTx: InTx = (work) => asSystem(deps, 'system:reconciler', 'provider-accounts', work);
  const opener = createOpener(deps, inTx);
  const { registered, held, open, stored } = opener;
  const rewrap = createRewrapping(deps.stored ?? null);

  return {
    all: async () => {
      const own = await held();
      const rows = deps.stored ? await inTx(storedAccounts) : [];
      const others = rows.filter(({ id }) => !own.some(({ providerAccountId }) => providerAccountId === id));
      return [...own, ...(await stored.openEach(others))];
    },
    register: async () => {
      try {
        await registered();
      } catch (thrown) {
        if (isRefusal(thrown)) return thrown.internal ?? thrown.code;
        throw thrown;
      }
      await rewrap();
      return null;
    },
    of: async (id) => {
      const row = id === null ? undefined : await inTx((tx) => openableAccount(tx, id));
      if (row && !isOpen(row.state)) throw notOpened(`account ${id} is closed`);
      const gateway = row && (await open(row));
      if (!gateway) throw notOpened(`no gateway here for account ${id}`);
      return gateway;
    },
    forOrder: async (order) => {
      const own = await held();
      const ids = own.map(({ providerAccountId }) => providerAccountId);
      const openable = { held: ids, mode: own[0]?.mode ?? null, providers: stored.providers };
      const row = await inTx((tx) => accountForOrder(tx, order, openable));
      const gateway = row && (await open(row));
      if (!gateway) throw notOpened(`no account takes orders in ${order.currency}`);
      return gateway;
    },
    at: createAddressBook(opener, inTx),
  };
}
