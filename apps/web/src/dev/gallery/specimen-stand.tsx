import type { AppRouter } from '@holdfast/contract/trpc/router';
import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { useState } from 'react';
import { createQueryClient } from '../../lib/api/query-client.ts';
import { TRPCProvider } from '../../lib/api/trpc.ts';
import { createFakeApi } from '../../testing/fake-link.ts';
import type { Specimen } from './specimen.ts';

function worldOf({ answers = {} }: Specimen) {
  const client = createTRPCClient<AppRouter>({ links: [createFakeApi(answers).link] });
  return { client, queryClient: createQueryClient() };
}

/** Gives each specimen an API of its own, so that they are isolated from each other. */
export function SpecimenStand({ specimen }: { readonly specimen: Specimen }) {
  const [{ client, queryClient }] = useState(() => worldOf(specimen));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {specimen.render()}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
