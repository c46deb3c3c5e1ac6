import {
  providerAccountMachine,
  providerAccountState,
} from '@holdfast/contract/payment/provider-account.states';
import { isPreviousPurpose } from '@holdfast/contract/payment/provider-accounts';
import type { Account, Connectable } from './account-types.ts';

/** What a person does with an account by a reason alone. */
export const accountSteps = ['confirm', 'withdraw', 'retirePrevious', 'drain', 'resume', 'close'] as const;
export type AccountStep = (typeof accountSteps)[number];

export interface AccountOffer {
  readonly steps: readonly AccountStep[];
  /** New keys. */
  readonly mayRotate: boolean;
  /** A closed account, once more. */
  readonly mayConnect: boolean;
}

/** What the server would accept for an account now. Keys are proved and sealed where its provider can be connected. */
export function offerOf(account: Account, connectable: readonly Connectable[]): AccountOffer {
  const { state, pending, secrets } = account;
  const isConnectable = connectable.some(({ provider }) => provider === account.provider);
  const isOpen = providerAccountMachine.is.open(state);
  const allowed: Readonly<Record<AccountStep, boolean>> = {
    confirm: pending?.mayConfirm === true && isConnectable,
    withdraw: pending !== null,
    retirePrevious: secrets.some(({ purpose }) => isPreviousPurpose(purpose)),
    drain: isOpen && providerAccountMachine.can(state, providerAccountState.draining),
    resume: isOpen && providerAccountMachine.can(state, providerAccountState.active),
    close: isOpen && providerAccountMachine.can(state, providerAccountState.closed),
  };
  return {
    steps: accountSteps.filter((step) => allowed[step]),
    mayRotate: isOpen && pending === null && isConnectable,
    mayConnect: state === providerAccountState.closed && pending === null && isConnectable,
  };
}

/** Providers are data, and their names are words of the data. */
export function providerName(provider: string): string {
  return `${provider.charAt(0).toUpperCase()}${provider.slice(1)}`;
}
