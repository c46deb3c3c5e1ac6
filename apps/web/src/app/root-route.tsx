import { createRootRoute, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { CrashState } from '../components/screen-state/error-boundary.tsx';
import { NotFoundState } from '../components/screen-state/state-screens.tsx';
import { PatientShell } from '../frames/patient/patient-shell.tsx';
import { ScreensProvider } from '../lib/screen/places.ts';
import { PageSkeleton } from './layouts.tsx';
import { allScreens } from './screens.ts';

export const rootRoute = createRootRoute({
  component: () => (
    <ScreensProvider value={allScreens}>
      <Suspense fallback={<PageSkeleton />}>
        <Outlet />
      </Suspense>
    </ScreensProvider>
  ),
  notFoundComponent: () => (
    <PatientShell>
      <NotFoundState />
    </PatientShell>
  ),
  errorComponent: CrashState,
});
