import type { SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import type { CheckoutOrigins, PaymentGateway } from './payment-gateway.ts';

/** A value that a person enters to connect an account. */
export interface EnteredForm {
  /** What it looks like, for people: a beginning, never a whole value. */
  readonly form: string;
  readonly accepts: (value: string) => boolean;
}

export interface SecretForm extends EnteredForm {
  readonly purpose: SecretPurpose;
}

/** Secrets in the clear: in memory, never in a row, a log or an error. */
export type OpenedSecrets = ReadonlyMap<SecretPurpose, string>;

export interface OpenableAccount {
  readonly accountRef: string;
  readonly secrets: OpenedSecrets;
}

/** A provider whose accounts are rows: what an account of it needs, and how it is opened. */
export interface PaymentAdapter {
  readonly provider: string;
  readonly accountRef: EnteredForm;
  /** All that must be given. */
  readonly secrets: readonly SecretForm[];
  readonly checkoutOrigins: CheckoutOrigins;
  /** Calls nobody. Throws where a secret that it needs is missing. */
  readonly open: (account: OpenableAccount) => PaymentGateway;
}
