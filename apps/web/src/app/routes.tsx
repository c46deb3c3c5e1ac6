import type { Me } from '@holdfast/contract/auth/auth.procedures';
import { createRoute, lazyRouteComponent, Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { ForbiddenState } from '../components/screen-state/state-screens.tsx';
import { RequireLogin } from '../frames/account/require-login.tsx';
import { PatientShell } from '../frames/patient/patient-shell.tsx';
import { mayOpen } from '../lib/screen/audience.ts';
import type { Screen } from '../lib/screen/screen.ts';
import { PageSkeleton, StaffLayout } from './layouts.tsx';
import { rootRoute } from './root-route.tsx';
import { patientScreens, staffScreens } from './screens.ts';
import { searchText } from './search-params.ts';

const patientLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: 'patient',
  component: () => (
    <PatientShell>
      <Suspense fallback={<PageSkeleton />}>
        <Outlet />
      </Suspense>
    </PatientShell>
  ),
});

/** The server rejects everybody else too; this check spares the requests. */
function StaffGate({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const path = useRouterState({ select: ({ matches }) => matches.at(-1)?.fullPath });
  const screen = staffScreens.find((known) => known.path === path);
  return screen && !mayOpen(screen.audience, me) ? <ForbiddenState /> : children;
}

const staffLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: 'staff',
  component: () => (
    <RequireLogin>
      {(me) => (
        <StaffLayout me={me}>
          <StaffGate me={me}>
            <Outlet />
          </StaffGate>
        </StaffLayout>
      )}
    </RequireLogin>
  ),
});

type Search<Name extends string> = { readonly [Each in Name]?: string };

const searchOf =
  <Name extends string>(names: readonly Name[]) =>
  (search: Record<string, unknown>): Search<Name> =>
    searchText(search, names);

function patientRoute<const Path extends string, const Name extends string>(screen: Screen<Path, Name>) {
  return createRoute({
    getParentRoute: () => patientLayout,
    path: screen.path,
    validateSearch: searchOf(screen.search),
    component: lazyRouteComponent(screen.load),
  });
}

function staffRoute<const Path extends string, const Name extends string>(screen: Screen<Path, Name>) {
  return createRoute({
    getParentRoute: () => staffLayout,
    path: screen.path,
    validateSearch: searchOf(screen.search),
    component: lazyRouteComponent(screen.load),
  });
}

type PatientRoutes<List> = {
  -readonly [At in keyof List]: List[At] extends Screen<infer Path, infer Name>
    ? ReturnType<typeof patientRoute<Path, Name>>
    : never;
};
type StaffRoutes<List> = {
  -readonly [At in keyof List]: List[At] extends Screen<infer Path, infer Name>
    ? ReturnType<typeof staffRoute<Path, Name>>
    : never;
};

// A list has the type of its elements; these keep each screen's own path and search, for the types of links.
function patientRoutesOf<const List extends readonly Screen[]>(screens: List): PatientRoutes<List>;
function patientRoutesOf(screens: readonly Screen[]): unknown {
  return screens.map((screen) => patientRoute(screen));
}
function staffRoutesOf<const List extends readonly Screen[]>(screens: List): StaffRoutes<List>;
function staffRoutesOf(screens: readonly Screen[]): unknown {
  return screens.map((screen) => staffRoute(screen));
}

export const patientRoutes = patientLayout.addChildren(patientRoutesOf(patientScreens));
export const staffRoutes = staffLayout.addChildren(staffRoutesOf(staffScreens));
