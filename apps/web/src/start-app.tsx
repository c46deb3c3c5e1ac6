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
import type { ApiClient } from './lib/api/trpc.ts';

/** Starts the product with the given API client. */
export async function startApp(client: ApiClient): Promise<void> {
  await startI18n();
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <Providers client={client} queryClient={createQueryClient()}>
        <RouterProvider router={createAppRouter()} />
      </Providers>
    </StrictMode>,
  );
}
