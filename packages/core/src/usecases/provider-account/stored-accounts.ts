import type { OpenableAccountRow } from '@holdfast/db/repos/provider-accounts.repo';
import type { PaymentAdapter } from '../../ports/payment-adapter.ts';
import type { AccountGateway } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import type { SecretVault } from './secret-vault.ts';

export interface StoredDeps {
  readonly adapters: readonly PaymentAdapter[];
  readonly vault: SecretVault;
  /** An account whose keys do not open here; the others go on. */
  readonly onUnopened: (error: ProviderError) => void;
}

export interface StoredAccounts {
  readonly providers: readonly string[];
  /** Rejects with `unavailable` where the keys do not open. The same gateway until the keys change. */
  readonly open: (row: OpenableAccountRow) => Promise<AccountGateway>;
  /** Those of them that open. */
  readonly openEach: (rows: readonly OpenableAccountRow[]) => Promise<AccountGateway[]>;
}

export function notOpened(text: string, cause?: unknown): ProviderError {
  return new ProviderError('unavailable', text, {
    operation: 'open-gateway',
    statusCode: null,
    code: null,
    reason: 'not_configured',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Accounts whose keys are stored: opened on first use, and again when their keys have changed. */
export function createStoredAccounts({ adapters, vault, onUnopened }: StoredDeps): StoredAccounts {
  const opened = new Map<
    string,
    { readonly keysVersion: number; readonly gateway: Promise<AccountGateway> }
  >();

  async function openNow({ id, provider, accountRef, mode }: OpenableAccountRow): Promise<AccountGateway> {
    try {
      const adapter = adapters.find((one) => one.provider === provider);
      if (!adapter) throw new Error(`no adapter for ${provider}`);
      const active = (await vault.openAll(id)).filter(({ isActive }) => isActive);
      const secrets = new Map(active.map(({ purpose, value }) => [purpose, value]));
      const gateway = adapter.open({ accountRef, secrets });
      if (gateway.mode !== mode)
        throw new Error(`keys of mode ${gateway.mode} for an account of mode ${mode}`);
      return { ...gateway, providerAccountId: id };
    } catch (thrown) {
      throw notOpened(`the keys of account ${id} do not open here`, thrown);
    }
  }

  function open(row: OpenableAccountRow): Promise<AccountGateway> {
    const known = opened.get(row.id);
    if (known?.keysVersion === row.keysVersion) return known.gateway;
    const gateway = openNow(row);
    opened.set(row.id, { keysVersion: row.keysVersion, gateway });
    gateway.catch(() => {
      if (opened.get(row.id)?.gateway === gateway) opened.delete(row.id);
    });
    return gateway;
  }

  async function openOrTell(row: OpenableAccountRow): Promise<AccountGateway[]> {
    try {
      return [await open(row)];
    } catch (thrown) {
      if (!(thrown instanceof ProviderError)) throw thrown;
      onUnopened(thrown);
      return [];
    }
  }

  return {
    providers: adapters.map(({ provider }) => provider),
    open,
    openEach: async (rows) => (await Promise.all(rows.map(openOrTell))).flat(),
  };
}
