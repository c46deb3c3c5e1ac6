import { MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorBoundary } from '../components/screen-state/error-boundary.tsx';
import { useSessionOfTabs } from '../lib/account/use-me.ts';
import { type ApiClient, TRPCProvider } from '../lib/api/trpc.ts';
import { LiveProvider } from '../lib/live/live-provider.tsx';
import { theme } from './theme.ts';

function Session({ children }: { readonly children: ReactNode }) {
  useSessionOfTabs();
  return <LiveProvider>{children}</LiveProvider>;
}

interface ProvidersProps {
  readonly client: ApiClient;
  readonly queryClient: QueryClient;
  readonly children: ReactNode;
}

/** Providers around all pages. Tests pass a client with a link of their own. */
export function Providers({ client, queryClient, children }: ProvidersProps) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ErrorBoundary>
        <QueryClientProvider client={queryClient}>
          <TRPCProvider trpcClient={client} queryClient={queryClient}>
            <Session>{children}</Session>
          </TRPCProvider>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
