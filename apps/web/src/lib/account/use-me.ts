import type { Me } from '@holdfast/contract/auth/auth.procedures';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { errorCodeOf } from '../api/api-error.ts';
import { useTRPC, useTRPCClient } from '../api/trpc.ts';
import { forgetLogIn, onSessionChange, rememberLogIn, seemsLoggedIn } from './session.ts';

export type WhoAmI =
  | { readonly status: 'loading'; readonly me: null; readonly error: null }
  | { readonly status: 'anonymous'; readonly me: null; readonly error: null }
  | { readonly status: 'failed'; readonly me: null; readonly error: unknown }
  | { readonly status: 'known'; readonly me: Me; readonly error: null };

const anonymousCodes = ['UNAUTHENTICATED', 'TOKEN_EXPIRED'];

/**
 * Who is logged in, with current roles. Null is an answer, not an error. A browser without a session does not send
 * the request, except on pages that require a user.
 */
export function useMe({ isNeeded = false } = {}): WhoAmI & { readonly retry: () => void } {
  const trpc = useTRPC();
  const isAsked = isNeeded || seemsLoggedIn();
  const options = { staleTime: 60_000, retryOnMount: false, enabled: isAsked };
  const query = useQuery(trpc.auth.me.queryOptions({}, options));
  const retry = (): void => void query.refetch();
  if (!isAsked && query.data === undefined) return { status: 'anonymous', me: null, error: null, retry };
  if (query.data && !query.error) return { status: 'known', me: query.data, error: null, retry };
  if (query.isPending) return { status: 'loading', me: null, error: null, retry };
  const code = errorCodeOf(query.error);
  if (code !== null && anonymousCodes.includes(code))
    return { status: 'anonymous', me: null, error: null, retry };
  // A network failure does not log the user out.
  if (query.data && code === null) return { status: 'known', me: query.data, error: null, retry };
  return { status: 'failed', me: null, error: query.error, retry };
}

/** Follows log-ins and log-outs in other tabs. */
export function useSessionOfTabs(): void {
  const queryClient = useQueryClient();
  const { me } = useMe();
  const userId = me?.userId;
  useEffect(() => {
    if (userId !== undefined) rememberLogIn(userId);
  }, [userId]);
  useEffect(() => onSessionChange(() => void queryClient.resetQueries()), [queryClient]);
}

/** Ends the session here and drops everything that was read with it. */
export function useLogOut(): () => Promise<void> {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return async () => {
    await client.auth.logout.mutate({});
    forgetLogIn();
    queryClient.clear();
    await queryClient.resetQueries();
  };
}
