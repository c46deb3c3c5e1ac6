import './styles/patient-parts.ts';
import './styles/fonts.css';
import './styles/global.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Providers } from './app/providers.tsx';
import { createAppRouter } from './app/router.tsx';
import { startI18n } from './i18n/i18n.ts';
import { createQueryClient } from './lib/api/query-client.ts';
import { type ApiClient, createApiClient } from './lib/api/trpc.ts';

async function apiClient(): Promise<ApiClient> {
  // `vite --mode fake` shows the pages on a clinic in memory; the branch is gone from every other build.
  if (import.meta.env.MODE !== 'fake') return createApiClient();
  const { createFakeClient } = await import('./testing/fake-client.ts');
  return createFakeClient();
}

async function start(): Promise<void> {
  await startI18n();
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  const router = createAppRouter();
  const client = await apiClient();
  createRoot(root).render(
    <StrictMode>
      <Providers client={client} queryClient={createQueryClient()}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}

void start();
