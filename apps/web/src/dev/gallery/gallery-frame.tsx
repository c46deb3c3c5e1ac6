import { MantineProvider } from '@mantine/core';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { theme } from '../../app/theme.ts';

interface GalleryFrameProps {
  readonly scheme?: 'light' | 'dark';
  readonly children: ReactNode;
}

/** Theme and an empty router, which links in specimens need. */
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
