import { previousOf, type SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import type { Secrets } from './prove-keys.ts';
import type { OpenedSecret } from './secret-vault.ts';

/** What stays valid beside new secrets: those before them, under the purpose of a previous one. */
export function previousSecrets(active: readonly OpenedSecret[], entered: Secrets): Secrets {
  const kept: [SecretPurpose, string][] = active.flatMap(({ purpose, value }) => {
    const previous = previousOf[purpose];
    const isReplaced = entered.has(purpose) && entered.get(purpose) !== value;
    return previous !== undefined && isReplaced ? [[previous, value]] : [];
  });
  return new Map(kept);
}

/** The secrets of an account once new ones are in use. */
export function secretsAfter(active: readonly OpenedSecret[], entered: Secrets): Secrets {
  return new Map([
    ...active.map(({ purpose, value }): [SecretPurpose, string] => [purpose, value]),
    ...previousSecrets(active, entered),
    ...entered,
  ]);
}
