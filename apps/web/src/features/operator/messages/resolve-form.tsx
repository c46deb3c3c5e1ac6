import { Button, Radio, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { errorCodeOf } from '../../../lib/api/api-error.ts';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import { errorWords } from '../../../lib/words/error-words.ts';
import type { Message } from '../model/ops-types.ts';
import { ReasonField, useReasonProblem } from '../parts/reason-field.tsx';
import { useOpsText } from '../use-ops-text.ts';

const findings = ['arrived', 'send_again', 'give_up'] as const;
type Finding = (typeof findings)[number];

interface Verdict {
  readonly finding: Finding;
  readonly reason: string;
}

function useResolve(message: Message) {
  const { t } = useOpsText();
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const closeButtonProps = { 'aria-label': t('product:action.close') };
  return useMutation({
    mutationFn: (verdict: Verdict) => api.ops.resolveMessage.mutate({ messageId: message.id, ...verdict }),
    networkMode: 'always',
    onSuccess: ({ state }) => {
      const words = t('staff:ops.message.resolved', { state: t(`staff:ops.message.state.${state}`) });
      notifications.show({ message: words, color: 'green', closeButtonProps });
    },
    // A conflict means that proof came in meanwhile: the list shows which, and the form goes away with it.
    onError: (cause) => {
      if (errorCodeOf(cause) !== 'STATE_CONFLICT') return;
      const { sentence } = errorWords(cause);
      notifications.show({ message: sentence, color: 'amber', autoClose: false, closeButtonProps });
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

/** What a human saw on the phone: the only way to send such a message again. */
export function ResolveForm({ message }: { readonly message: Message }) {
  const { t } = useOpsText();
  const resolve = useResolve(message);
  const [finding, setFinding] = useState<Finding | null>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const problem = useReasonProblem(reason);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem === null && finding !== null) resolve.mutate({ finding, reason: reason.trim() });
  };
  const isConflict = errorCodeOf(resolve.error) === 'STATE_CONFLICT';
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Title order={3} fz="md">
          {t('staff:ops.message.resolveTitle')}
        </Title>
        <Text size="sm">{t('staff:ops.message.resolveBody', { recipient: message.recipient })}</Text>
        <Findings value={finding} onChange={setFinding} />
        <ReasonField value={reason} problem={tried ? problem : null} onChange={setReason} />
        {resolve.error && !isConflict ? <ErrorNote error={resolve.error} /> : null}
        <Button
          type="submit"
          loading={resolve.isPending}
          disabled={finding === null}
          color={finding === 'give_up' ? 'red' : 'brand'}
        >
          {finding === null ? t('staff:ops.message.choose') : t(`staff:ops.message.resolveButton.${finding}`)}
        </Button>
      </Stack>
    </form>
  );
}
