import { z } from 'zod';
import { can } from '../auth/access.ts';
import type { Budget } from '../budget.ts';
import { ClinicId, KeyChangeId, ProviderAccountId } from '../ids.ts';
import { onlineProviders } from '../payment/payment-providers.ts';
import { providerAccountMachine } from '../payment/provider-account.states.ts';
import { accountModes, secretPurposes } from '../payment/provider-accounts.ts';
import { command, query } from '../procedure.ts';
import { Reason } from '../text.ts';
import { Instant } from '../time.ts';

const manage = can('providerAccounts.manage');
const AccountMode = z.enum(accountModes).meta({ id: 'AccountMode' });
const SecretPurpose = z.enum(secretPurposes).meta({ id: 'SecretPurpose' });
const OnlineProvider = z.enum(onlineProviders);

/** A secret as it may be shown: never its value. */
export const StoredSecret = z
  .strictObject({
    purpose: SecretPurpose,
    /** Null for a short secret, of which four characters would be a good part. */
    lastFour: z.string().nullable(),
    since: Instant,
  })
  .meta({ id: 'StoredSecret' });

/** Keys that wait for the confirmation of a second person. */
export const PendingKeys = z
  .strictObject({
    id: KeyChangeId,
    requestedBy: z.string(),
    requestedAt: Instant,
    reason: z.string(),
    secrets: z.array(StoredSecret),
    /** False for the person who asked. */
    mayConfirm: z.boolean(),
  })
  .meta({ id: 'PendingKeys' });

export const ProviderAccount = z
  .strictObject({
    id: ProviderAccountId,
    provider: z.string(),
    accountRef: z.string(),
    mode: AccountMode,
    state: z.enum(providerAccountMachine.states),
    stateSince: Instant,
    /** Where the provider delivers its webhooks, below the address of this installation. */
    webhookPath: z.string(),
    secrets: z.array(StoredSecret),
    pending: PendingKeys.nullable(),
    version: z.int(),
  })
  .meta({ id: 'ProviderAccount' });
export type ProviderAccount = z.infer<typeof ProviderAccount>;

/** What a person must enter to connect an account of a provider. */
export const ConnectableProvider = z
  .strictObject({
    provider: z.string(),
    accountRefForm: z.string(),
    secrets: z.array(z.strictObject({ purpose: SecretPurpose, form: z.string() }).meta({ id: 'SecretForm' })),
  })
  .meta({ id: 'ConnectableProvider' });

export const listAccounts = query({
  id: 'providerAccounts.list',
  summary: "The clinic's own accounts at payment providers, and which providers can be connected",
  path: '/clinics/{clinicId}/provider-accounts',
  access: manage,
  input: z.strictObject({ clinicId: ClinicId }),
  output: z.strictObject({
    accounts: z.array(ProviderAccount),
    connectable: z.array(ConnectableProvider),
  }),
});

/** Printable characters without spaces: keys are pasted, and a space at their end is an accident. */
const secretValue = z
  .string()
  .regex(/^[!-~]{8,500}$/, 'must be 8 to 500 printable characters without spaces')
  .meta({ writeOnly: true, format: 'password' });

export const EnteredSecret = z
  .strictObject({ purpose: SecretPurpose, value: secretValue })
  .meta({ id: 'EnteredSecret' });
export type EnteredSecret = z.infer<typeof EnteredSecret>;

const enteredSecrets = z.array(EnteredSecret).min(1).max(secretPurposes.length);

/** Against trying out keys here, which the provider would see as ours. */
const keyBudget: Budget = {
  limits: [{ name: 'provider-keys', points: 60, windowSeconds: 15 * 60, localPoints: 10, per: 'account' }],
  countsOnlyFailures: true,
};

/** Nothing is remembered of the input of such a command, so it takes no key. */
const withSecrets = {
  access: manage,
  audit: 'row',
  shows: [],
  idempotent: false,
  budget: keyBudget,
} as const;

export const connectAccount = command({
  ...withSecrets,
  id: 'providerAccounts.connect',
  summary: 'Connect an account: its keys are proved by a read first. Live keys wait for a second person',
  path: '/clinics/{clinicId}/provider-accounts',
  input: z.strictObject({
    clinicId: ClinicId,
    provider: OnlineProvider,
    accountRef: z.string().regex(/^[!-~]{3,80}$/),
    mode: AccountMode,
    secrets: enteredSecrets,
    reason: Reason,
  }),
  output: ProviderAccount,
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'ACCOUNT_TAKEN', 'KEYS_REJECTED', 'PROVIDER_UNAVAILABLE'],
});

const account = z.strictObject({ providerAccountId: ProviderAccountId, reason: Reason });

export const rotateKeys = command({
  ...withSecrets,
  id: 'providerAccounts.rotate',
  summary:
    'Replace keys of an account, proved first. The webhook secret before stays valid until it is retired',
  path: '/provider-accounts/{providerAccountId}/rotate',
  input: account.extend({ secrets: enteredSecrets }),
  output: ProviderAccount,
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'KEYS_REJECTED', 'PROVIDER_UNAVAILABLE'],
});

export const confirmKeys = command({
  ...withSecrets,
  id: 'providerAccounts.confirm',
  summary: "Confirm another person's live keys: they are proved once more and then used",
  path: '/provider-accounts/{providerAccountId}/confirm',
  input: account.extend({ keyChangeId: KeyChangeId }),
  output: ProviderAccount,
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'SECOND_PERSON_NEEDED', 'KEYS_REJECTED', 'PROVIDER_UNAVAILABLE'],
});

const life = { access: manage, audit: 'row', shows: [], output: ProviderAccount } as const;

export const withdrawKeys = command({
  ...life,
  id: 'providerAccounts.withdraw',
  summary: 'Withdraw keys that wait for a confirmation; they are erased',
  path: '/provider-accounts/{providerAccountId}/withdraw',
  input: account.extend({ keyChangeId: KeyChangeId }),
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});

export const retirePrevious = command({
  ...life,
  id: 'providerAccounts.retirePrevious',
  summary: 'Stop accepting the webhook secret from before the last rotation; it is erased',
  path: '/provider-accounts/{providerAccountId}/retire-previous',
  input: account,
  errors: ['NOT_FOUND'],
});

export const drainAccount = command({
  ...life,
  id: 'providerAccounts.drain',
  summary: 'No new orders for the account; what it has goes on',
  path: '/provider-accounts/{providerAccountId}/drain',
  input: account,
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});

export const resumeAccount = command({
  ...life,
  id: 'providerAccounts.resume',
  summary: 'New orders again for an account that drains',
  path: '/provider-accounts/{providerAccountId}/resume',
  input: account,
  errors: ['NOT_FOUND', 'STATE_CONFLICT'],
});

export const closeAccount = command({
  ...life,
  id: 'providerAccounts.close',
  summary: 'Close an account that nothing depends on; its keys are erased',
  path: '/provider-accounts/{providerAccountId}/close',
  input: account,
  errors: ['NOT_FOUND', 'STATE_CONFLICT', 'ACCOUNT_IN_USE'],
});
