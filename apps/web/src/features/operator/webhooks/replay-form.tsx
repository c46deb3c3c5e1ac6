import { Button, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { errorCodeOf } from '../../../lib/api/api-error.ts';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import type { Webhook } from '../model/ops-types.ts';
import { ReasonField, useReasonProblem } from '../parts/reason-field.tsx';
import { useOpsText } from '../use-ops-text.ts';

/** A conflict means that the event is no longer waiting: what it is now is read and said. */
function useReplay(webhook: Webhook) {
  const { t } = useOpsText();
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const closeButtonProps = { 'aria-label': t('product:action.close') };
  const readAgain = () => queries.invalidateQueries({ queryKey: trpc.ops.pathKey() });
  return useMutation({
    mutationFn: (reason: string) => api.ops.replayWebhook.mutate({ webhookId: webhook.id, reason }),
    networkMode: 'always',
    onSuccess: ({ state }) => {
      const message = t('staff:ops.webhook.replayDone', { state: t(`staff:ops.webhook.state.${state}`) });
      notifications.show({ message, color: 'green', closeButtonProps });
      void readAgain();
    },
    onError: async (cause) => {
      if (errorCodeOf(cause) !== 'STATE_CONFLICT') return;
      const read = await api.ops.webhook.query({ webhookId: webhook.id });
      const state = t(`staff:ops.webhook.state.${read.webhook.state}`);
      const message = t('staff:ops.webhook.changed', { state });
      notifications.show({ message, color: 'amber', autoClose: false, closeButtonProps });
      void readAgain();
    },
  });
}

export function ReplayForm({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useOpsText();
  const replay = useReplay(webhook);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const problem = useReasonProblem(reason);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem === null) replay.mutate(reason.trim());
  };
  const isConflict = errorCodeOf(replay.error) === 'STATE_CONFLICT';
  return (
    <form onSubmit={submit} noValidate aria-label={t('staff:ops.webhook.replay')}>
      <Stack gap="xs">
        <Text size="sm">{t('staff:ops.webhook.replayBody')}</Text>
        <ReasonField value={reason} problem={tried ? problem : null} onChange={setReason} />
        {replay.error && !isConflict ? <ErrorNote error={replay.error} /> : null}
        <Button type="submit" loading={replay.isPending}>
          {t('staff:ops.webhook.replay')}
        </Button>
      </Stack>
    </form>
  );
}
