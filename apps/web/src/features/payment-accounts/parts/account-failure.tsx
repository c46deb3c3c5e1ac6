import { keysOf } from '@holdfast/contract/words';
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { ErrorReference } from '../../../components/screen-state/state-screens.tsx';
import { failureOf } from '../../../lib/api/api-error.ts';
import { errorWords } from '../../../lib/words/error-words.ts';
import { useAccountsText } from '../use-accounts-text.ts';

function Note({ error, children }: { readonly error: unknown; readonly children: ReactNode }) {
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} role="alert">
      {children}
      <ErrorReference error={error} />
    </Alert>
  );
}

/** A failed command in words: what still depends on the account, and that nothing was stored. */
export function AccountFailure({ error }: { readonly error: unknown }) {
  const { t } = useAccountsText();
  const failure = failureOf(error);
  if (failure.kind !== 'refused') return <ErrorNote error={error} />;
  const { code, accountUse } = failure.body;
  if (accountUse) {
    const uses = keysOf(accountUse).filter((use) => accountUse[use] > 0);
    return (
      <Note error={error}>
        {errorWords(error).sentence}
        <ul style={{ margin: '4px 0', paddingInlineStart: 20 }}>
          {uses.map((use) => (
            <li key={use}>{t(`payment-accounts:use.${use}`, { count: accountUse[use] })}</li>
          ))}
        </ul>
      </Note>
    );
  }
  if (code === 'PROVIDER_UNAVAILABLE')
    return <Note error={error}>{t('payment-accounts:keys.notProved')}</Note>;
  return <ErrorNote error={error} />;
}

/** The fields that the server found wrong; it never repeats a value. */
export function wrongFieldsOf(error: unknown): readonly string[] {
  const failure = failureOf(error);
  return failure.kind === 'refused' ? (failure.body.fields ?? []).map(({ field }) => field) : [];
}
