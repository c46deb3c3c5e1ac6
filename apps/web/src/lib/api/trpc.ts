import type { AppRouter } from '@holdfast/contract/trpc/router';
import {
  createTRPCClient,
  type HTTPLinkOptions,
  httpBatchLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from '@trpc/client';
import type { AnyClientTypes } from '@trpc/server/unstable-core-do-not-import';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { refreshSession } from '../account/session.ts';
import { clockLink } from '../clock/clock-link.ts';
import { listeningEventSource } from '../live/sign-of-life.ts';
import { refreshLink } from './refresh-link.ts';

export type ApiClient = TRPCClient<AppRouter>;

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const url = '/trpc';
/** After this long without an answer the page reports a timeout. */
export const requestDeadlineMs = 20_000;
/** Identifies the web to the API, which then sets HttpOnly cookies and returns no tokens. */
const clientHeader = { 'x-holdfast-client': 'web' };

type LinkFetch = NonNullable<HTTPLinkOptions<AnyClientTypes>['fetch']>;

const fetchWithDeadline: LinkFetch = (input, init) => {
  const deadline = AbortSignal.timeout(requestDeadlineMs);
  const signal = init?.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  return fetch(input, { ...init, signal, credentials: 'same-origin' });
};

/** The key travels in the operation's context: see `use-command.ts`. */
function idempotencyHeader(context: Record<string, unknown>): Record<string, string> {
  const key = context['idempotencyKey'];
  return typeof key === 'string' ? { 'idempotency-key': key } : {};
}

const mutations = httpLink<AppRouter>({
  url,
  fetch: fetchWithDeadline,
  headers: ({ op }) => ({ ...clientHeader, ...idempotencyHeader(op.context) }),
});
const queries = httpBatchLink<AppRouter>({
  url,
  fetch: fetchWithDeadline,
  headers: clientHeader,
  maxURLLength: 4000,
});
const requests = splitLink<AppRouter>({
  condition: (op) => op.type === 'mutation',
  true: mutations,
  false: queries,
});

/** Renews the session itself, so it must not pass through the link that would renew it. */
const bareClient = createTRPCClient<AppRouter>({ links: [requests] });

export function createApiClient(): ApiClient {
  const listener = listeningEventSource();
  return createTRPCClient<AppRouter>({
    links: [
      clockLink,
      refreshLink(() => refreshSession(() => bareClient.auth.refresh.mutate({}))),
      splitLink<AppRouter>({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink<AppRouter, typeof EventSource>({
          url,
          ...(listener ? { EventSource: listener } : {}),
        }),
        false: requests,
      }),
    ],
  });
}
