import { Text, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from './state-screens.tsx';

const slowAfterMs = 4000;

/** A skeleton with text: for screen readers at once, visible to everybody when loading takes long. */
export function Loading({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('product');
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy>
      <VisuallyHidden role="status">{t('screen.loading')}</VisuallyHidden>
      {isSlow ? (
        <Text size="sm" c="dimmed" role="status" mb="xs">
          {t('screen.slow')}
        </Text>
      ) : null}
      <div aria-hidden>{children}</div>
    </div>
  );
}

/** The part of a query result that a page needs; any TanStack query fits. */
export interface Readable<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

interface QueryViewProps<Data> {
  readonly query: Readable<Data>;
  readonly skeleton: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** Loading, failed or loaded. Data that was read before stays on view while a later read fails. */
export function QueryView<Data>({ query, skeleton, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error && !query.isFetching) {
    return (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    );
  }
  return <Loading>{skeleton}</Loading>;
}
