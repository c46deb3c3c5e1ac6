import { createRootRoute, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { CrashState } from '../components/screen-state/error-boundary.tsx';
import { NotFoundState } from '../components/screen-state/state-screens.tsx';
import { PatientShell } from '../frames/patient/patient-shell.tsx';
import { PageSkeleton } from './layouts.tsx';

export const rootRoute = createRootRoute({
  component: () => (
    <Suspense fallback={<PageSkeleton />}>
      <Outlet />
    </Suspense>
  ),
  notFoundComponent: () => (
    <PatientShell>
      <NotFoundState />
    </PatientShell>
  ),
  errorComponent: CrashState,
});
