import { createClock } from './clock.ts';
import {
  type AccountKeys,
  type AccountOptions,
  createRazorpayAccount,
  type RazorpayAccount,
} from './razorpay-account.ts';
import { Refusal } from './refusal.ts';
import { presetAccountTerms } from './terms.ts';

export type NewAccount = AccountKeys & Partial<Omit<AccountOptions, keyof AccountKeys>>;

/** The first account's options; others inherit its pace. */
export interface RazorpaySandboxOptions extends AccountOptions {
  /** Further pairs of keys: other accounts, or the same one in its other mode. */
  accounts: readonly NewAccount[];
}

function createAccounts(options: RazorpaySandboxOptions) {
  const clock = createClock();
  const { accounts: further, ...first } = options;
  const accounts = new Map<string, RazorpayAccount>();

  function add(account: AccountOptions, fileName: string): RazorpayAccount {
    if (accounts.has(account.keyId))
      throw new Error(`There is an account with the key ${account.keyId} already`);
    const added = createRazorpayAccount(account, clock, fileName);
    accounts.set(account.keyId, added);
    return added;
  }
  const open = (account: NewAccount): RazorpayAccount =>
    add({ ...first, webhookUrl: null, ...presetAccountTerms, ...account }, `razorpay-${account.keyId}.json`);

  const firstAccount = add(first, 'razorpay.json');
  for (const account of further) open(account);
  return { clock, accounts, firstAccount, open };
}

/**
 * The payment half of the sandbox: several accounts on one clock. The first is the one of callers that know of no
 * other, and its commands are the sandbox's own.
 */
export function createRazorpaySandbox(options: RazorpaySandboxOptions) {
  const { clock, accounts, firstAccount, open } = createAccounts(options);
  const all = (): RazorpayAccount[] => [...accounts.values()];
  return {
    ...firstAccount,
    accounts: all,
    /** By key id, as the provider knows its callers. */
    findAccount: (keyId: string): RazorpayAccount | undefined => accounts.get(keyId),
    account: (keyId: string): RazorpayAccount => {
      const account = accounts.get(keyId);
      if (account === undefined)
        throw new Refusal('The api key provided is invalid', { status: 401, reason: 'NA' });
      return account;
    },
    openAccount: (account: NewAccount): RazorpayAccount => {
      const opened = open(account);
      opened.start();
      return opened;
    },
    /** Lets time pass for all accounts; whatever becomes due happens in order, its webhooks are posted. */
    passTime: async (spanMs: number): Promise<Date> => {
      await clock.advance(spanMs, async () => {
        for (const account of all()) await account.webhooksSettled();
      });
      for (const account of all()) account.book.changed();
      return new Date(clock.nowMs());
    },
    start: (): void => {
      for (const account of all()) account.start();
    },
    persisted: async (): Promise<void> => {
      for (const account of all()) await account.persisted();
    },
    close: async (): Promise<void> => {
      for (const account of all()) await account.close();
    },
    reset: (): void => {
      for (const account of all()) account.reset();
    },
  };
}
export type RazorpaySandbox = ReturnType<typeof createRazorpaySandbox>;
