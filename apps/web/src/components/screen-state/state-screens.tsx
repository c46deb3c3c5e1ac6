import { Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconLock, IconMapSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLogOut, useMe } from '../../lib/account/use-me.ts';
import { errorCodeOf, failureOf } from '../../lib/api/api-error.ts';
import { errorWords } from '../../lib/words/error-words.ts';
import { ButtonLink } from '../links/links.tsx';
import { StateScreen } from './state-screen.tsx';

interface RetryProps {
  readonly onRetry: () => void;
  readonly isRetrying?: boolean;
}

function RetryButton({ onRetry, isRetrying = false }: RetryProps) {
  const { t } = useTranslation('product');
  return (
    <Button onClick={onRetry} loading={isRetrying} variant="light" mt="xs">
      {t('action.retry')}
    </Button>
  );
}

export function OfflineState(props: RetryProps) {
  const { t } = useTranslation('product');
  return (
    <StateScreen
      icon={IconCloudOff}
      tone="gray"
      isAlert
      title={t('screen.offlineTitle')}
      action={<RetryButton {...props} />}
    >
      {t('screen.offlineBody')}
    </StateScreen>
  );
}

export function ErrorReference({ error }: { readonly error: unknown }) {
  const { t } = useTranslation('product');
  const { reference } = errorWords(error);
  if (reference === null) return null;
  return (
    <Text component="span" display="block" size="sm" c="dimmed" mt={4} title={t('error.referenceHint')}>
      {t('error.reference', { code: reference })}
    </Text>
  );
}

export function NotFoundState({
  children,
  action,
}: {
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  const { t } = useTranslation('product');
  const home = (
    <ButtonLink to="/" variant="light" mt="xs">
      {t('screen.notFoundAction')}
    </ButtonLink>
  );
  return (
    <StateScreen
      icon={IconMapSearch}
      isPage
      tone="gray"
      title={t('screen.notFoundTitle')}
      action={action ?? home}
    >
      {children ?? t('screen.notFoundBody')}
    </StateScreen>
  );
}

/** Logged in, but without permission to see this. */
export function ForbiddenState() {
  const { t } = useTranslation('product');
  const { me } = useMe();
  const logOut = useLogOut();
  const next = `${window.location.pathname}${window.location.search}`;
  const action = (
    <ButtonLink to="/login" search={{ next }} variant="light" mt="xs" onClick={() => void logOut()}>
      {t('screen.forbiddenAction')}
    </ButtonLink>
  );
  return (
    <StateScreen
      icon={IconLock}
      isPage
      tone="amber"
      isAlert
      title={t('screen.forbiddenTitle')}
      action={action}
    >
      {t('screen.forbiddenBody', { name: me?.displayName ?? '—' })}
    </StateScreen>
  );
}

/** The right words and the right next step for a failed read. */
export function ErrorState({ error, onRetry, isRetrying = false }: RetryProps & { readonly error: unknown }) {
  const { t } = useTranslation('product');
  const code = errorCodeOf(error);
  if (code === 'NOT_FOUND') return <NotFoundState />;
  if (code === 'FORBIDDEN') return <ForbiddenState />;
  if (failureOf(error).kind === 'offline') return <OfflineState onRetry={onRetry} isRetrying={isRetrying} />;
  return (
    <StateScreen
      icon={IconAlertTriangle}
      tone="red"
      isAlert
      title={t('screen.errorTitle')}
      action={<RetryButton onRetry={onRetry} isRetrying={isRetrying} />}
    >
      {errorWords(error).sentence}
      <ErrorReference error={error} />
    </StateScreen>
  );
}
