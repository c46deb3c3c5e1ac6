import { lazy, Suspense } from 'react';

const AccountMenu = lazy(() =>
  import('./account-menu.tsx').then((module) => ({ default: module.AccountMenu })),
);

/** The menu needs the floating-layer code, which is large: it loads after the page, into a placeholder of its size. */
export function LazyAccountMenu() {
  return (
    <div style={{ width: 44, height: 44, flex: 'none' }}>
      <Suspense fallback={null}>
        <AccountMenu />
      </Suspense>
    </div>
  );
}
