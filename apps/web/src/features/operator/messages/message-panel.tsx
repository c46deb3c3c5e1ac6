import { messageState } from '@holdfast/contract/message/message.states';
import { Alert, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { SidePanel } from '../../../components/layout/side-panel.tsx';
import { NotFoundState } from '../../../components/screen-state/state-screens.tsx';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { localeNames } from '../../../i18n/i18n.ts';
import { useReasonWords } from '../../../lib/words/use-reason-words.ts';
import type { Message } from '../model/ops-types.ts';
import { CopyId } from '../parts/copy-id.tsx';
import { Facts } from '../parts/facts.tsx';
import { useOpsText } from '../use-ops-text.ts';
import { ResolveForm } from './resolve-form.tsx';

function MessageFacts({ message }: { readonly message: Message }) {
  const { t, dayTime } = useOpsText();
  const orNotYet = (instant: string | null) => (instant ? dayTime(instant) : t('staff:ops.message.notYet'));
  const words = useReasonWords();
  const { bookingId, nextTryAt, lastError } = message;
  return (
    <Stack gap="sm">
      <span>
        <StateBadge machine="message" state={message.state} />
      </span>
      {lastError ? (
        <Alert color="amber" variant="light" p="xs" title={t('staff:ops.message.column.error')}>
          {words(lastError)}
          <Text size="xs" c="dimmed" ff="monospace">
            {lastError}
          </Text>
        </Alert>
      ) : null}
      <Facts
        facts={[
          { name: t('staff:ops.message.created'), value: dayTime(message.createdAt) },
          { name: t('staff:ops.message.sent'), value: orNotYet(message.sentAt) },
          { name: t('staff:ops.message.delivered'), value: orNotYet(message.deliveredAt) },
          { name: t('staff:ops.message.next'), value: nextTryAt ? dayTime(nextTryAt) : null },
          { name: t('staff:ops.message.column.tries'), value: message.tries },
          { name: t('staff:ops.message.language'), value: localeNames[message.locale] },
          { name: t('staff:ops.message.booking'), value: bookingId ? <CopyId id={bookingId} /> : null },
        ]}
      />
      {message.state === messageState.unknown ? <ResolveForm key={message.id} message={message} /> : null}
    </Stack>
  );
}

interface MessagePanelProps {
  readonly messageId: string;
  /** The row as the list has it; a filter may hide it as soon as its state changes. */
  readonly row: Message | undefined;
  readonly onClose: () => void;
}

export function MessagePanel({ messageId, row, onClose }: MessagePanelProps) {
  const { t } = useOpsText();
  const [last, setLast] = useState(row);
  if (row !== undefined && row !== last) setLast(row);
  const message = row ?? (last?.id === messageId ? last : undefined);
  const title = message
    ? t('staff:ops.message.drawer', {
        kind: t(`staff:ops.message.kind.${message.kind}`),
        recipient: message.recipient,
      })
    : t('staff:ops.message.title');
  return (
    <SidePanel title={title} closeLabel={t('staff:ops.message.close')} onClose={onClose}>
      {message ? (
        <MessageFacts message={message} />
      ) : (
        <NotFoundState action={null}>
          <Text component="span">{t('staff:ops.message.emptyState')}</Text>
        </NotFoundState>
      )}
    </SidePanel>
  );
}
