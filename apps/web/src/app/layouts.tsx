import type { Me } from '@holdfast/contract/auth/auth.procedures';
import { Skeleton, Stack } from '@mantine/core';
import { lazy, type ReactNode, Suspense } from 'react';
import { Loading } from '../components/screen-state/query-view.tsx';

const StaffShell = lazy(() =>
  import('../frames/staff/staff-shell.tsx').then((module) => ({ default: module.StaffShell })),
);

export function PageSkeleton() {
  return (
    <Loading>
      <Stack gap="md" py="md">
        <Skeleton height={28} width="55%" />
        <Skeleton height={96} />
        <Skeleton height={96} />
        <Skeleton height={96} />
      </Stack>
    </Loading>
  );
}

/** Loaded on demand, because patients never need the staff frame. */
export function StaffLayout({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <StaffShell me={me}>
        <Suspense fallback={<PageSkeleton />}>{children}</Suspense>
      </StaffShell>
    </Suspense>
  );
}
