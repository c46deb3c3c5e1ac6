import { createRootRoute, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { CrashState } from '../components/error-boundary.tsx';
import { PatientShell } from '../components/patient-shell.tsx';
import { NotFoundState } from '../components/state-screens.tsx';
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
