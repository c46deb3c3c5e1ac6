import { webhookMachine } from '@holdfast/contract/webhook/webhook.states';
import { IconWebhook } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { usePollMs } from '../../../lib/live/live-provider.tsx';
import { useReasonWords } from '../../../lib/words/use-reason-words.ts';
import type { Webhook } from '../model/ops-types.ts';
import { pageLimit } from '../model/page-limit.ts';
import type { ListColumn } from '../parts/list-table.tsx';
import { usePages } from '../parts/older.tsx';
import { StateListTab } from '../parts/state-list-tab.tsx';
import { useOpsText } from '../use-ops-text.ts';
import type { OpsView } from '../use-ops-view.ts';
import { WebhookPanel } from './webhook-panel.tsx';

function useColumns(): readonly ListColumn<Webhook>[] {
  const { t, dayTime } = useOpsText();
  const words = useReasonWords();
  return [
    {
      id: 'receivedAt',
      room: 'always',
      title: t('staff:ops.webhook.column.received'),
      width: 190,
      render: ({ receivedAt }) => dayTime(receivedAt),
    },
    {
      id: 'eventType',
      title: t('staff:ops.webhook.column.type'),
      width: 200,
      render: ({ eventType }) => eventType,
    },
    {
      id: 'state',
      room: 'always',
      title: t('staff:ops.webhook.column.state'),
      width: 190,
      render: ({ state }) => <StateBadge machine="webhook" state={state} />,
    },
    {
      id: 'reason',
      title: t('staff:ops.webhook.column.reason'),
      render: ({ reason }) => <span title={reason ?? ''}>{reason === null ? '' : words(reason)}</span>,
    },
    {
      id: 'tries',
      title: t('staff:ops.webhook.column.tries'),
      width: 80,
      room: 'wide',
      render: ({ tries }) => <span className="hf-numbers">{tries}</span>,
    },
    {
      id: 'next',
      title: t('staff:ops.webhook.column.next'),
      width: 180,
      room: 'wide',
      render: ({ nextTryAt }) => (nextTryAt === null ? '' : dayTime(nextTryAt)),
    },
  ];
}

export function WebhooksTab({ view }: { readonly view: OpsView }) {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const pages = usePages();
  const columns = useColumns();
  const chosen = webhookMachine.states.find((known) => known === view.state) ?? null;
  const input = {
    ...(chosen ? { state: chosen } : {}),
    ...(pages.cursor ? { cursor: pages.cursor } : {}),
    limit: pageLimit,
  };
  const refetchInterval = usePollMs(5_000);
  const query = useQuery(
    trpc.ops.webhooks.queryOptions(input, {
      refetchInterval,
      placeholderData: keepPreviousData,
    }),
  );
  return (
    <StateListTab
      view={view}
      states={{
        machine: 'webhook',
        all: webhookMachine.states,
        chosen,
      }}
      query={query}
      pages={pages}
      timeOf={({ receivedAt }) => receivedAt}
      label={t('staff:ops.webhook.list')}
      columns={columns}
      empty={{
        icon: IconWebhook,
        title: t('staff:ops.webhook.emptyTitle'),
        body: t('staff:ops.webhook.emptyBody'),
        inState: t('staff:ops.webhook.emptyState'),
      }}
      renderPanel={(openId) => <WebhookPanel webhookId={openId} onClose={() => view.showRow(null)} />}
    />
  );
}
