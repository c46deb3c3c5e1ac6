import { createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { RequireLogin } from '../frames/account/require-login.tsx';
import { StaffLayout } from './layouts.tsx';
import { rootRoute } from './root-route.tsx';
import { searchText } from './search-params.ts';

const staffLayout = createRoute({
  getParentRoute: () => rootRoute,
  id: 'staff',
  component: () => (
    <RequireLogin>
      {(me) => (
        <StaffLayout me={me}>
          <Outlet />
        </StaffLayout>
      )}
    </RequireLogin>
  ),
});

/** What is on view at the desk, so that a reload or a shared link shows the same. */
export interface BoardSearch {
  readonly date?: string;
  readonly doctor?: string;
  readonly states?: string;
  readonly q?: string;
  readonly booking?: string;
}

const boardRoute = createRoute({
  getParentRoute: () => staffLayout,
  path: '/board',
  validateSearch: (search): BoardSearch => searchText(search, ['date', 'doctor', 'states', 'q', 'booking']),
  component: lazyRouteComponent(() => import('../features/board/board-page.tsx'), 'BoardPage'),
});

export interface OpsSearch {
  readonly tab?: string;
  readonly state?: string;
  readonly id?: string;
}

const opsRoute = createRoute({
  getParentRoute: () => staffLayout,
  path: '/ops',
  validateSearch: (search): OpsSearch => searchText(search, ['tab', 'state', 'id']),
  component: lazyRouteComponent(() => import('../features/operator/operator-page.tsx'), 'OperatorPage'),
});

export const staffRoutes = staffLayout.addChildren([boardRoute, opsRoute]);
