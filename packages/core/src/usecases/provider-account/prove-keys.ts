import { AppError, type FieldProblem } from '@holdfast/contract/errors';
import type { AccountMode, SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import type { EnteredSecret } from '@holdfast/contract/provider-account/provider-account.procedures';
import type { OpenableAccount, PaymentAdapter } from '../../ports/payment-adapter.ts';
import type { PaymentGateway } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import type { UseCaseDeps } from '../../usecase.ts';
import type { SecretVault } from './secret-vault.ts';

export interface KeyDeps extends UseCaseDeps {
  readonly accountKeys: AccountKeys | null;
}

/** What keys are taken, proved and sealed with. */
export interface AccountKeys {
  readonly adapters: readonly PaymentAdapter[];
  /** On the pool and role that read what is sealed. */
  readonly vault: SecretVault;
}

export type Secrets = ReadonlyMap<SecretPurpose, string>;

const invalid = (fields: readonly FieldProblem[]): AppError =>
  new AppError('INVALID_INPUT', { details: { fields } });

/** Errors: STATE_CONFLICT where this installation has no wrapping key. */
export function configured(keys: AccountKeys | null): AccountKeys {
  if (keys === null) throw new AppError('STATE_CONFLICT', { internal: 'no wrapping key is set' });
  return keys;
}

export function adapterOf({ adapters }: AccountKeys, provider: string): PaymentAdapter {
  const adapter = adapters.find((one) => one.provider === provider);
  if (!adapter) throw invalid([{ field: 'provider', problem: 'cannot be connected here' }]);
  return adapter;
}

/** What was entered, by purpose. Errors: INVALID_INPUT; no error repeats a value. */
export function enteredSecrets(adapter: PaymentAdapter, entered: readonly EnteredSecret[]): Secrets {
  const problems = entered.flatMap(({ purpose, value }, index) => {
    const form = adapter.secrets.find((one) => one.purpose === purpose);
    const isTwice = entered.findIndex((one) => one.purpose === purpose) < index;
    if (form && !isTwice && form.accepts(value)) return [];
    const problem = form ? (isTwice ? 'is given twice' : `expected ${form.form}`) : 'is not asked for';
    return [{ field: `secrets.${purpose}`, problem }];
  });
  if (problems.length > 0) throw invalid(problems);
  return new Map(entered.map(({ purpose, value }) => [purpose, value]));
}

/** Errors: INVALID_INPUT for the first connection without all that the provider needs. */
export function requireAll(adapter: PaymentAdapter, secrets: Secrets): void {
  const missing = adapter.secrets.filter(({ purpose }) => !secrets.has(purpose));
  if (missing.length > 0)
    throw invalid(missing.map(({ purpose }) => ({ field: `secrets.${purpose}`, problem: 'is missing' })));
}

export function requireAccountRef({ accountRef }: PaymentAdapter, value: string): void {
  if (!accountRef.accepts(value))
    throw invalid([{ field: 'accountRef', problem: `expected ${accountRef.form}` }]);
}

/** The cause is left out on purpose: what HTTP clients throw carries the request with its credentials. */
function refusalOf(thrown: unknown): unknown {
  if (!(thrown instanceof ProviderError)) return thrown;
  const internal = `probe: ${thrown.kind}, ${thrown.statusCode ?? 'no answer'}`;
  if (thrown.kind === 'rejected') return new AppError('KEYS_REJECTED', { internal });
  return new AppError('PROVIDER_UNAVAILABLE', { internal, details: { retryAfterSeconds: 3 } });
}

/**
 * One read with the keys, before they are stored or used. The secret of the webhooks is proved by no read: its first delivery
 * does. Errors: KEYS_REJECTED, PROVIDER_UNAVAILABLE; INVALID_INPUT for keys of the other mode or of another account.
 */
export async function proveKeys(
  adapter: PaymentAdapter,
  account: OpenableAccount & { readonly mode: AccountMode },
): Promise<PaymentGateway> {
  const gateway = adapter.open(account);
  const ofOther = [{ field: 'mode', problem: `these are ${gateway.mode} keys` }];
  if (gateway.mode !== account.mode) throw invalid(ofOther);
  try {
    const { mode, accountId } = await gateway.probe();
    if (mode !== account.mode) throw invalid(ofOther);
    if (accountId !== null && accountId !== account.accountRef)
      throw invalid([{ field: 'accountRef', problem: 'these are keys of another account' }]);
    return gateway;
  } catch (thrown) {
    throw refusalOf(thrown);
  }
}
