import type { AppRouter } from '@holdfast/contract/trpc/router';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { createTRPCClient } from '@trpc/client';
import { Providers } from '../app/providers.tsx';
import { createAppRouter } from '../app/router.tsx';
import { createQueryClient } from '../lib/api/query-client.ts';
import { clockLink } from '../lib/clock/clock-link.ts';
import { createFakeApi, type FakeHandlers } from './fake-link.ts';

/** The whole page at an address, on a fake API. */
export function renderApp(path: string, handlers: FakeHandlers) {
  const api = createFakeApi(handlers);
  const client = createTRPCClient<AppRouter>({ links: [clockLink, api.link] });
  const queryClient = createQueryClient();
  const router = createAppRouter(createMemoryHistory({ initialEntries: [path] }));
  const view = render(
    <Providers client={client} queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>,
  );
  return { ...view, router, queryClient, calls: api.calls, tell: api.tell };
}
