import { Radio, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotice } from '../../../components/notice/use-notice.ts';
import { useStateWord } from '../../../components/state-look/use-state-word.ts';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import { errorWords } from '../../../lib/words/error-words.ts';
import type { Message } from '../model/ops-types.ts';
import { isConflict, ReasonForm } from '../parts/reason-form.tsx';
import { useOpsText } from '../use-ops-text.ts';

const findings = ['arrived', 'send_again', 'give_up'] as const;
type Finding = (typeof findings)[number];

interface Verdict {
  readonly finding: Finding;
  readonly reason: string;
}

function useResolve(message: Message) {
  const { t } = useOpsText();
  const stateWord = useStateWord();
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: (verdict: Verdict) => api.ops.resolveMessage.mutate({ messageId: message.id, ...verdict }),
    networkMode: 'always',
    onSuccess: ({ state }) =>
      notice.done(t('staff:ops.message.resolved', { state: stateWord('message', state) })),
    // A conflict means that proof arrived meanwhile: the list shows the new state, and the form closes.
    onError: (cause) => {
      if (isConflict(cause)) notice.changed(errorWords(cause).sentence);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.ops.messages.pathKey() }),
  });
}

function Findings({
  value,
  onChange,
}: {
  readonly value: Finding | null;
  readonly onChange: (value: Finding) => void;
}) {
  const { t } = useOpsText();
  const choose = (text: string): void => {
    const finding = findings.find((known) => known === text);
    if (finding) onChange(finding);
  };
  return (
    <Radio.Group value={value ?? ''} onChange={choose} label={t('staff:ops.message.choose')}>
      <Stack gap="xs" mt={4}>
        {findings.map((finding) => (
          <Radio
            key={finding}
            value={finding}
            label={t(`staff:ops.message.resolve.${finding}`)}
            description={t(`staff:ops.message.resolve.${finding}Hint`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** Records what an operator saw on the phone. Only this lets a message of unknown fate be sent again. */
export function ResolveForm({ message }: { readonly message: Message }) {
  const { t } = useOpsText();
  const resolve = useResolve(message);
  const [finding, setFinding] = useState<Finding | null>(null);
  return (
    <ReasonForm
      label={t('staff:ops.message.resolveTitle')}
      button={
        finding === null ? t('staff:ops.message.choose') : t(`staff:ops.message.resolveButton.${finding}`)
      }
      color={finding === 'give_up' ? 'red' : 'brand'}
      isReady={finding !== null}
      isPending={resolve.isPending}
      error={resolve.error}
      onSubmit={(reason) => finding !== null && resolve.mutate({ finding, reason })}
    >
      <Title order={3} fz="md">
        {t('staff:ops.message.resolveTitle')}
      </Title>
      <Text size="sm">{t('staff:ops.message.resolveBody', { recipient: message.recipient })}</Text>
      <Findings value={finding} onChange={setFinding} />
    </ReasonForm>
  );
}
