import { MantineProvider } from '@mantine/core';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { theme } from '../../app/theme.ts';

interface GalleryFrameProps {
  readonly scheme?: 'light' | 'dark';
  readonly children: ReactNode;
}

/** What stands around the specimens: theme, and a router that knows no page, for links to point into. */
export function GalleryFrame({ scheme, children }: GalleryFrameProps) {
  const router = createRouter({
    routeTree: createRootRoute({ component: () => children }),
    history: createMemoryHistory(),
  });
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="light"
      {...(scheme === undefined ? {} : { forceColorScheme: scheme })}
    >
      <Suspense fallback={null}>
        <RouterProvider router={router} />
      </Suspense>
    </MantineProvider>
  );
}
