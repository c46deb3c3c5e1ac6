import type { AppRouter } from '@holdfast/contract/trpc/router';
import { createTRPCClient } from '@trpc/client';
import { clockLink } from '../lib/clock-link.ts';
import type { ApiClient } from '../lib/trpc.ts';
import { createFakeApi } from './fake-link.ts';
import { createFakeWorld } from './fake-world.ts';

export function createFakeClient(): ApiClient {
  return createTRPCClient<AppRouter>({ links: [clockLink, createFakeApi(createFakeWorld()).link] });
}
