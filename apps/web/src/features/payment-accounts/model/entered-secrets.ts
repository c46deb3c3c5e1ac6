import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import { EnteredSecret } from '@holdfast/contract/provider-account/provider-account.procedures';
import type { SecretForm } from './account-types.ts';

/** What stands in the inputs, by purpose. It leaves this state only for the server. */
export type Entered = Readonly<Partial<Record<SecretPurpose, string>>>;

/** What is filled in, without the spaces that pasting brings. */
export function filledIn(forms: readonly SecretForm[], entered: Entered): EnteredSecret[] {
  return forms.flatMap(({ purpose }) => {
    const value = entered[purpose]?.trim() ?? '';
    return value === '' ? [] : [{ purpose, value }];
  });
}

/** The inputs whose value cannot be a key. */
export function unfitting(secrets: readonly EnteredSecret[]): readonly SecretPurpose[] {
  return secrets.flatMap((secret) => (EnteredSecret.safeParse(secret).success ? [] : [secret.purpose]));
}
