import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotice } from '../../../components/notice/use-notice.ts';
import { useStateWord } from '../../../components/state-look/use-state-word.ts';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import type { Webhook } from '../model/ops-types.ts';
import { isConflict, ReasonForm } from '../parts/reason-form.tsx';
import { useOpsText } from '../use-ops-text.ts';

/** A conflict means that the event is no longer waiting: read its present state and show it. */
function useReplay(webhook: Webhook) {
  const { t } = useOpsText();
  const stateWord = useStateWord();
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const notice = useNotice();
  const readAgain = () => queries.invalidateQueries({ queryKey: trpc.ops.pathKey() });
  return useMutation({
    mutationFn: (reason: string) => api.ops.replayWebhook.mutate({ webhookId: webhook.id, reason }),
    networkMode: 'always',
    onSuccess: ({ state }) => {
      notice.done(t('staff:ops.webhook.replayDone', { state: stateWord('webhook', state) }));
      void readAgain();
    },
    onError: async (cause) => {
      if (!isConflict(cause)) return;
      const read = await api.ops.webhook.query({ webhookId: webhook.id });
      const state = stateWord('webhook', read.webhook.state);
      notice.changed(t('staff:ops.webhook.changed', { state }));
      void readAgain();
    },
  });
}

export function ReplayForm({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useOpsText();
  const replay = useReplay(webhook);
  return (
    <ReasonForm
      label={t('staff:ops.webhook.replay')}
      button={t('staff:ops.webhook.replay')}
      isPending={replay.isPending}
      error={replay.error}
      onSubmit={(reason) => replay.mutate(reason)}
    >
      <Text size="sm">{t('staff:ops.webhook.replayBody')}</Text>
    </ReasonForm>
  );
}
