import { randomBytes } from 'node:crypto';
import { randomIds } from '@holdfast/core/ports/ids';
import type { PaymentAdapter } from '@holdfast/core/ports/payment-adapter';
import type { AccountKeys } from '@holdfast/core/usecases/provider-account/prove-keys';
import { createSecretVault } from '@holdfast/core/usecases/provider-account/secret-vault';
import type { TenantTx } from '@holdfast/db/tenant-tx';
import { createLocalKeyWrapper } from '@holdfast/providers/local-keys/key-wrapper';

export const newWrappingKey = (): string => randomBytes(32).toString('base64');

export interface WrappingKeys {
  readonly current: string;
  readonly previous?: string;
}

/** How an installation with these wrapping keys takes, seals and opens the keys of accounts. */
export function storedKeys(adapters: readonly PaymentAdapter[], wrapping: WrappingKeys) {
  const keys = createLocalKeyWrapper({
    SECRETS_KEY: wrapping.current,
    SECRETS_KEY_PREVIOUS: wrapping.previous,
  });
  if (!keys) throw new Error('no wrapping key');
  return (tx: TenantTx): AccountKeys => ({
    adapters,
    vault: createSecretVault({ tx, keys, ids: randomIds }),
  });
}
