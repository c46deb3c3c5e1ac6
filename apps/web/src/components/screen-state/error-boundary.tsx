import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateScreen } from './state-screen.tsx';

/** Shown when rendering fails. Reloading loses nothing: all state is on the server and in the address. */
export function CrashState() {
  const { t } = useTranslation('product');
  const action = (
    <Button variant="light" mt="xs" onClick={() => window.location.reload()}>
      {t('action.reload')}
    </Button>
  );
  return (
    <StateScreen icon={IconAlertTriangle} tone="red" isAlert title={t('screen.crashTitle')} action={action}>
      {t('screen.crashBody')}
    </StateScreen>
  );
}

interface BoundaryState {
  readonly hasFailed: boolean;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): BoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <CrashState /> : this.props.children;
  }
}
