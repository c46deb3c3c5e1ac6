import type { AccountUse } from '@holdfast/contract/errors';
import {
  type ProviderAccountState,
  providerAccountState as state,
} from '@holdfast/contract/payment/provider-account.states';
import { needsSecondPerson, type SecretPurpose } from '@holdfast/contract/payment/provider-accounts';
import {
  type EnteredSecret,
  ProviderAccount,
} from '@holdfast/contract/provider-account/provider-account.procedures';
import type { z } from 'zod';
import { fakeId, fakeNow } from './fake-data.ts';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';

type Draft = Partial<z.input<typeof ProviderAccount>>;

const purposes = ['api_key', 'api_secret', 'webhook_current'] as const;

export function storedSecrets(end: string, wanted: readonly SecretPurpose[] = purposes) {
  return wanted.map((purpose) => ({
    purpose,
    lastFour: purpose === 'webhook_current' ? null : end,
    since: fakeNow,
  }));
}

/** A test account in use; `draft` says what is different. */
export function fakeAccount(number: number, draft: Draft = {}): ProviderAccount {
  return ProviderAccount.parse({
    id: fakeId(12, number),
    provider: 'razorpay',
    accountRef: `acc_Holdfast${String(number).padStart(4, '0')}`,
    mode: 'test',
    state: state.active,
    stateSince: fakeNow,
    webhookPath: `/webhooks/razorpay/${'k7Qw'.repeat(5)}${number}`,
    secrets: storedSecrets('aB3x'),
    pending: null,
    version: 1,
    ...draft,
  });
}

/** Keys that wait; its reader asked for them or not. */
export function fakePending(number: number, mayConfirm: boolean): NonNullable<Draft['pending']> {
  return {
    id: fakeId(13, number),
    requestedBy: mayConfirm ? 'Anil Deshpande' : 'Meera Rao',
    requestedAt: fakeNow,
    reason: 'The old keys were seen on a screen during a call',
    secrets: storedSecrets('Zz91'),
    mayConfirm,
  };
}

/** One account in each situation that the page tells apart. */
export function fakeAccounts(): ProviderAccount[] {
  const previous = storedSecrets('pR3v', ['webhook_previous']);
  return [
    fakeAccount(1, { mode: 'live', pending: fakePending(1, true) }),
    fakeAccount(2, { secrets: [...storedSecrets('aB3x'), ...previous] }),
    fakeAccount(3, { mode: 'live', state: state.pending, secrets: [], pending: fakePending(3, false) }),
    fakeAccount(4, { mode: 'live', state: state.draining }),
    fakeAccount(5, { state: state.closed, secrets: [] }),
  ];
}

export interface FakeAccountsOptions {
  readonly accounts?: readonly ProviderAccount[];
  /** What still depends on every account that is to be closed. */
  readonly use?: AccountUse;
  readonly isSealed?: boolean;
}

const connectable = {
  provider: 'razorpay',
  accountRefForm: 'acc_…',
  secrets: [
    { purpose: 'api_key', form: 'rzp_test_… or rzp_live_…' },
    { purpose: 'api_secret', form: 'at least 8 characters' },
    { purpose: 'webhook_current', form: 'at least 8 characters' },
  ],
};

interface OfKeys {
  readonly providerAccountId: string;
  readonly keyChangeId: string;
}

const endsOf = (entered: readonly EnteredSecret[]) =>
  entered.map(({ purpose, value }) => ({ purpose, lastFour: value.slice(-4), since: fakeNow }));

/** The accounts of a clinic in memory: a second person for live keys, the steps of their life. */
export function createFakeAccounts(options: FakeAccountsOptions = {}): FakeHandlers {
  const { accounts = fakeAccounts(), use, isSealed = true } = options;
  const rows = new Map(accounts.map((account) => [account.id as string, account]));
  const read = (id: string): ProviderAccount => {
    const found = rows.get(id);
    if (!found) throw new FakeRefusal('NOT_FOUND');
    return found;
  };
  const write = (account: ProviderAccount, draft: Draft): ProviderAccount => {
    const written = ProviderAccount.parse({ ...account, ...draft, version: account.version + 1 });
    rows.set(account.id, written);
    return written;
  };
  const waiting = ({ providerAccountId, keyChangeId }: OfKeys) => {
    const account = read(providerAccountId);
    if (account.pending?.id !== keyChangeId) throw new FakeRefusal('STATE_CONFLICT');
    return { account, pending: account.pending };
  };
  const takeKeys = (account: ProviderAccount, entered: readonly EnteredSecret[], reason: string) => {
    const secrets = endsOf(entered);
    if (!needsSecondPerson(account.mode)) {
      const kept = account.secrets.filter((one) => !secrets.some(({ purpose }) => purpose === one.purpose));
      return write(account, { state: state.active, secrets: [...secrets, ...kept] });
    }
    return write(account, { pending: { ...fakePending(9, false), reason, secrets } });
  };
  const move =
    (to: ProviderAccountState) =>
    ({ providerAccountId }: { providerAccountId: string }) =>
      write(read(providerAccountId), { state: to });
  return {
    'providerAccounts.list': () => ({
      accounts: [...rows.values()],
      connectable: isSealed ? [connectable] : [],
    }),
    'providerAccounts.connect': (input: Draft & { secrets: EnteredSecret[]; reason: string }) => {
      const { accountRef, mode } = input;
      const known = accounts.some((one) => one.accountRef === accountRef && one.mode === mode);
      if (known) throw new FakeRefusal('ACCOUNT_TAKEN');
      const draft = { ...(accountRef ? { accountRef } : {}), ...(mode ? { mode } : {}) };
      const made = fakeAccount(50 + rows.size, { ...draft, state: state.pending, secrets: [] });
      return takeKeys(made, input.secrets, input.reason);
    },
    'providerAccounts.rotate': (input: OfKeys & { secrets: EnteredSecret[]; reason: string }) =>
      takeKeys(read(input.providerAccountId), input.secrets, input.reason),
    'providerAccounts.confirm': (input: OfKeys) => {
      const { account, pending } = waiting(input);
      if (!pending.mayConfirm) throw new FakeRefusal('SECOND_PERSON_NEEDED');
      return write(account, { state: state.active, secrets: pending.secrets, pending: null });
    },
    'providerAccounts.withdraw': (input: OfKeys) => {
      const { account } = waiting(input);
      const after = account.state === state.pending ? state.closed : account.state;
      return write(account, { state: after, pending: null });
    },
    'providerAccounts.retirePrevious': ({ providerAccountId }: { providerAccountId: string }) => {
      const account = read(providerAccountId);
      const secrets = account.secrets.filter(({ purpose }) => purpose !== 'webhook_previous');
      return write(account, { secrets });
    },
    'providerAccounts.drain': move(state.draining),
    'providerAccounts.resume': move(state.active),
    'providerAccounts.close': (input: { providerAccountId: string }) => {
      if (use) throw new FakeRefusal('ACCOUNT_IN_USE', { accountUse: use });
      return write(read(input.providerAccountId), { state: state.closed, secrets: [] });
    },
  };
}
