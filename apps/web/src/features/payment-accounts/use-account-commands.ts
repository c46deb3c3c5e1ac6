import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotice } from '../../components/notice/use-notice.ts';
import { errorCodeOf } from '../../lib/api/api-error.ts';
import { type ApiClient, useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { type CommandOptions, useCommand } from '../../lib/api/use-command.ts';
import { errorWords } from '../../lib/words/error-words.ts';
import type { AccountStep } from './model/account-steps.ts';
import type { Account } from './model/account-types.ts';
import { useAccountsText } from './use-accounts-text.ts';

/** A question about the account as its reader saw it: other keys that wait by now are not confirmed with it. */
export interface AskedStep {
  readonly step: AccountStep;
  readonly account: Account;
}

/** Shows the account that the server returned, and reads the list again. */
function useEcho(clinicId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const queryKey = trpc.providerAccounts.list.queryKey({ clinicId });
  const readAgain = (): void => void queries.invalidateQueries({ queryKey });
  const store = (account: Account): void => {
    queries.setQueryData(queryKey, (list) => {
      if (!list) return list;
      const others = list.accounts.filter(({ id }) => id !== account.id);
      const isKnown = others.length < list.accounts.length;
      const accounts = isKnown
        ? list.accounts.map((known) => (known.id === account.id ? account : known))
        : [...others, account];
      return { ...list, accounts };
    });
    readAgain();
  };
  return { store, readAgain };
}

function send(
  { providerAccounts }: ApiClient,
  { step, account }: AskedStep,
  reason: string,
  options: CommandOptions,
): Promise<Account> {
  const input = { providerAccountId: account.id, reason };
  const ofKeys = { ...input, keyChangeId: account.pending?.id ?? '' };
  switch (step) {
    case 'confirm':
      return providerAccounts.confirm.mutate(ofKeys, options);
    case 'withdraw':
      return providerAccounts.withdraw.mutate(ofKeys, options);
    case 'retirePrevious':
      return providerAccounts.retirePrevious.mutate(input, options);
    case 'drain':
      return providerAccounts.drain.mutate(input, options);
    case 'resume':
      return providerAccounts.resume.mutate(input, options);
    case 'close':
      return providerAccounts.close.mutate(input, options);
  }
}

/** A step by its reason. A conflict means that somebody else was there first: the list shows what is true now. */
export function useAccountStep(clinicId: string, asked: AskedStep, onClose: () => void) {
  const { t } = useAccountsText();
  const api = useTRPCClient();
  const echo = useEcho(clinicId);
  const notice = useNotice();
  return useCommand<string, Account>((reason, options) => send(api, asked, reason, options), {
    onSuccess: (account) => {
      echo.store(account);
      notice.done(t(`payment-accounts:step.${asked.step}.done`));
      onClose();
    },
    onError: (cause) => {
      echo.readAgain();
      if (errorCodeOf(cause) !== 'STATE_CONFLICT') return;
      notice.changed(errorWords(cause).sentence);
      onClose();
    },
  });
}

interface Sending {
  readonly isPending: boolean;
  readonly error: unknown;
}

const idle: Sending = { isPending: false, error: null };

/**
 * Sends keys. On purpose no mutation of the query client, which would keep the input in its cache: what was entered lives in
 * the inputs alone.
 */
export function useKeysCommand(clinicId: string, onDone: () => void) {
  const { t } = useAccountsText();
  const api = useTRPCClient();
  const echo = useEcho(clinicId);
  const notice = useNotice();
  const [sending, setSending] = useState(idle);
  const run = async (call: (client: ApiClient) => Promise<Account>): Promise<void> => {
    setSending({ isPending: true, error: null });
    try {
      const account = await call(api);
      echo.store(account);
      setSending(idle);
      notice.done(t(account.pending === null ? 'payment-accounts:keys.inUse' : 'payment-accounts:keys.wait'));
      onDone();
    } catch (error) {
      setSending({ isPending: false, error });
      echo.readAgain();
    }
  };
  return { ...sending, run, forget: () => setSending(idle) };
}
