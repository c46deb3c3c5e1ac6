import { lazy, Suspense } from 'react';

const AccountMenu = lazy(() =>
  import('./account-menu.tsx').then((module) => ({ default: module.AccountMenu })),
);

/** The menu floats, and what floats is heavy: it is fetched after the page is there, into a place kept for it. */
export function LazyAccountMenu() {
  return (
    <div style={{ width: 44, height: 44, flex: 'none' }}>
      <Suspense fallback={null}>
        <AccountMenu />
      </Suspense>
    </div>
  );
}
