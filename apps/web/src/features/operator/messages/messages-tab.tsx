import { type MessageState, messageMachine } from '@holdfast/contract/message/message.states';
import { Skeleton, Stack } from '@mantine/core';
import { IconMessage2 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ListWithPanel } from '../../../components/layout/side-panel.tsx';
import { QueryView } from '../../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../../components/screen-state/state-screen.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { usePollMs } from '../../../lib/live/live-provider.tsx';
import { useReasonWords } from '../../../lib/words/use-reason-words.ts';
import { messageFacts } from '../model/ops-facts.ts';
import type { Message } from '../model/ops-types.ts';
import { pageLimit } from '../model/page-limit.ts';
import { type ListColumn, ListTable } from '../parts/list-table.tsx';
import { Older } from '../parts/older.tsx';
import { StateFilter } from '../parts/state-filter.tsx';
import { useOpsText } from '../use-ops-text.ts';
import type { OpsView } from '../use-ops-view.ts';
import { MessagePanel } from './message-panel.tsx';

function useColumns(): readonly ListColumn<Message>[] {
  const { t, dayTime } = useOpsText();
  const words = useReasonWords();
  const word = (state: MessageState) => t(`staff:ops.message.state.${state}`);
  return [
    {
      id: 'createdAt',
      room: 'always',
      title: t('staff:ops.message.column.created'),
      width: 190,
      render: ({ createdAt }) => dayTime(createdAt),
    },
    {
      id: 'kind',
      title: t('staff:ops.message.column.kind'),
      width: 210,
      render: ({ kind }) => t(`staff:ops.message.kind.${kind}`),
    },
    {
      id: 'recipient',
      title: t('staff:ops.message.column.recipient'),
      width: 120,
      render: ({ recipient }) => <span className="hf-numbers">{recipient}</span>,
    },
    {
      id: 'state',
      room: 'always',
      title: t('staff:ops.message.column.state'),
      width: 190,
      render: ({ state }) => <StateBadge facts={messageFacts[state]} word={word(state)} />,
    },
    {
      id: 'attempts',
      title: t('staff:ops.message.column.attempts'),
      width: 80,
      room: 'wide',
      render: ({ attempts }) => <span className="hf-numbers">{attempts}</span>,
    },
    {
      id: 'sentAt',
      title: t('staff:ops.message.column.sent'),
      width: 180,
      room: 'wide',
      render: ({ sentAt }) => (sentAt === null ? '' : dayTime(sentAt)),
    },
    {
      id: 'error',
      title: t('staff:ops.message.column.error'),
      render: ({ lastError }) => (
        <span title={lastError ?? ''}>{lastError === null ? '' : words(lastError)}</span>
      ),
    },
  ];
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const { t } = useOpsText();
  if (isFiltered)
    return <StateScreen icon={IconMessage2} tone="gray" title={t('staff:ops.message.emptyState')} />;
  return (
    <StateScreen icon={IconMessage2} title={t('staff:ops.message.emptyTitle')}>
      {t('staff:ops.message.emptyBody')}
    </StateScreen>
  );
}

export function MessagesTab({ view }: { readonly view: OpsView }) {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const [before, setBefore] = useState<string | null>(null);
  const state = messageMachine.states.find((known) => known === view.state) ?? null;
  const input = { ...(state ? { state } : {}), ...(before ? { before } : {}), limit: pageLimit };
  const refetchInterval = usePollMs(5_000);
  const query = useQuery(
    trpc.ops.messages.queryOptions(input, { refetchInterval, placeholderData: keepPreviousData }),
  );
  const columns = useColumns();
  return (
    <QueryView query={query} skeleton={<Skeleton height={320} />}>
      {({ messages, counts }) => (
        <Stack gap="sm">
          <StateFilter
            states={messageMachine.states}
            facts={messageFacts}
            wordOf={(known) => t(`staff:ops.message.state.${known}`)}
            counts={counts}
            chosen={state}
            onChoose={(chosen) => {
              setBefore(null);
              view.showState(chosen);
            }}
          />
          <ListWithPanel
            list={
              <Stack gap="xs">
                {messages.length === 0 ? (
                  <Nothing isFiltered={state !== null} />
                ) : (
                  <ListTable
                    label={t('staff:ops.message.list')}
                    rows={messages}
                    columns={columns}
                    openId={view.openId}
                    onOpen={({ id }) => view.showRow(id)}
                  />
                )}
                <Older
                  before={before}
                  next={messages.length === pageLimit ? (messages.at(-1)?.createdAt ?? null) : null}
                  onPage={setBefore}
                />
              </Stack>
            }
            panel={
              view.openId === null ? null : (
                <MessagePanel
                  messageId={view.openId}
                  row={messages.find(({ id }) => id === view.openId)}
                  onClose={() => view.showRow(null)}
                />
              )
            }
          />
        </Stack>
      )}
    </QueryView>
  );
}
