import { messageMachine } from '@holdfast/contract/message/message.states';
import { IconMessage2 } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { usePollMs } from '../../../lib/live/live-provider.tsx';
import { useReasonWords } from '../../../lib/words/use-reason-words.ts';
import type { Message } from '../model/ops-types.ts';
import { pageLimit } from '../model/page-limit.ts';
import type { ListColumn } from '../parts/list-table.tsx';
import { usePages } from '../parts/older.tsx';
import { StateListTab } from '../parts/state-list-tab.tsx';
import { useOpsText } from '../use-ops-text.ts';
import type { OpsView } from '../use-ops-view.ts';
import { MessagePanel } from './message-panel.tsx';

function useColumns(): readonly ListColumn<Message>[] {
  const { t, dayTime } = useOpsText();
  const words = useReasonWords();
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
      render: ({ state }) => <StateBadge machine="message" state={state} />,
    },
    {
      id: 'tries',
      title: t('staff:ops.message.column.tries'),
      width: 80,
      room: 'wide',
      render: ({ tries }) => <span className="hf-numbers">{tries}</span>,
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

export function MessagesTab({ view }: { readonly view: OpsView }) {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const pages = usePages();
  const columns = useColumns();
  const chosen = messageMachine.states.find((known) => known === view.state) ?? null;
  const input = {
    ...(chosen ? { state: chosen } : {}),
    ...(pages.cursor ? { cursor: pages.cursor } : {}),
    limit: pageLimit,
  };
  const refetchInterval = usePollMs(5_000);
  const query = useQuery(
    trpc.ops.messages.queryOptions(input, {
      refetchInterval,
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <StateListTab
      view={view}
      states={{
        machine: 'message',
        all: messageMachine.states,
        chosen,
      }}
      query={query}
      pages={pages}
      timeOf={({ createdAt }) => createdAt}
      label={t('staff:ops.message.list')}
      columns={columns}
      empty={{
        icon: IconMessage2,
        title: t('staff:ops.message.emptyTitle'),
        body: t('staff:ops.message.emptyBody'),
        inState: t('staff:ops.message.emptyState'),
      }}
      renderPanel={(openId, row) => (
        <MessagePanel messageId={openId} row={row} onClose={() => view.showRow(null)} />
      )}
    />
  );
}
