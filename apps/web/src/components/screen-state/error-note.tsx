import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../../lib/words/error-words.ts';
import { ErrorReference } from './state-screens.tsx';

interface ErrorNoteProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** A failed command, beside the button that was pressed. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const { t } = useTranslation('product');
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} role="alert">
      {errorWords(error).sentence}
      <ErrorReference error={error} />
      {onRetry ? (
        <Button size="compact-sm" variant="light" color="red" mt="xs" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      ) : null}
    </Alert>
  );
}
