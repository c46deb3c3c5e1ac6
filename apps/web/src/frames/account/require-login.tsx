import type { Me } from '@holdfast/contract/auth/auth.procedures';
import { Skeleton, Stack } from '@mantine/core';
import { Navigate, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Loading } from '../../components/screen-state/query-view.tsx';
import { ErrorState } from '../../components/screen-state/state-screens.tsx';
import { useMe } from '../../lib/account/use-me.ts';

interface RequireLoginProps {
  readonly children: (me: Me) => ReactNode;
  readonly skeleton?: ReactNode;
}

const plainSkeleton = (
  <Stack p="md" gap="md">
    <Skeleton height={28} width="60%" />
    <Skeleton height={120} />
    <Skeleton height={120} />
  </Stack>
);

/** Shows the page to logged-in users, and sends others to the log-in and back. */
export function RequireLogin({ children, skeleton = plainSkeleton }: RequireLoginProps) {
  const who = useMe({ isNeeded: true });
  const here = useRouterState({ select: (state) => state.location.href });
  // Kept from the first render: while the log-in page is still loading, `here` is already its address.
  const [href] = useState(here);
  if (who.status === 'known') return children(who.me);
  if (who.status === 'failed') return <ErrorState error={who.error} onRetry={who.retry} />;
  if (who.status === 'loading') return <Loading>{skeleton}</Loading>;
  return <Navigate to="/login" search={{ next: href }} replace />;
}
