import { createRouter, type RouterHistory } from '@tanstack/react-router';
import { CrashState } from '../components/screen-state/error-boundary.tsx';
import { PageSkeleton } from './layouts.tsx';
import { rootRoute } from './root-route.tsx';
import { patientRoutes, staffRoutes } from './routes.tsx';

const routeTree = rootRoute.addChildren([patientRoutes, staffRoutes]);

/** Tests pass a history in memory. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    ...(history ? { history } : {}),
    routeTree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: CrashState,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
