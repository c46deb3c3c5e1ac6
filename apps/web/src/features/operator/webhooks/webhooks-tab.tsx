import { type WebhookState, webhookMachine } from '@holdfast/contract/webhook/webhook.states';
import { Skeleton, Stack } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ListWithPanel } from '../../../components/layout/side-panel.tsx';
import { QueryView } from '../../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../../components/screen-state/state-screen.tsx';
import { StateBadge } from '../../../components/state-badge.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { usePollMs } from '../../../lib/live/live-provider.tsx';
import { useReasonWords } from '../../../lib/words/use-reason-words.ts';
import { webhookFacts } from '../model/ops-facts.ts';
import type { Webhook } from '../model/ops-types.ts';
import { pageLimit } from '../model/page-limit.ts';
import { type ListColumn, ListTable } from '../parts/list-table.tsx';
import { Older } from '../parts/older.tsx';
import { StateFilter } from '../parts/state-filter.tsx';
import { useOpsText } from '../use-ops-text.ts';
import type { OpsView } from '../use-ops-view.ts';
import { WebhookPanel } from './webhook-panel.tsx';

function useColumns(): readonly ListColumn<Webhook>[] {
  const { t, dayTime } = useOpsText();
  const words = useReasonWords();
  const word = (state: WebhookState) => t(`staff:ops.webhook.state.${state}`);
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
      render: ({ state }) => <StateBadge facts={webhookFacts[state]} word={word(state)} />,
    },
    {
      id: 'reason',
      title: t('staff:ops.webhook.column.reason'),
      render: ({ reason }) => <span title={reason ?? ''}>{reason === null ? '' : words(reason)}</span>,
    },
    {
      id: 'attempts',
      title: t('staff:ops.webhook.column.attempts'),
      width: 80,
      room: 'wide',
      render: ({ attempts }) => <span className="hf-numbers">{attempts}</span>,
    },
    {
      id: 'next',
      title: t('staff:ops.webhook.column.next'),
      width: 180,
      room: 'wide',
      render: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : dayTime(nextAttemptAt)),
    },
  ];
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const { t } = useOpsText();
  if (isFiltered)
    return <StateScreen icon={IconWebhook} tone="gray" title={t('staff:ops.webhook.emptyState')} />;
  return (
    <StateScreen icon={IconWebhook} title={t('staff:ops.webhook.emptyTitle')}>
      {t('staff:ops.webhook.emptyBody')}
    </StateScreen>
  );
}

export function WebhooksTab({ view }: { readonly view: OpsView }) {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const [before, setBefore] = useState<string | null>(null);
  const state = webhookMachine.states.find((known) => known === view.state) ?? null;
  const input = { ...(state ? { state } : {}), ...(before ? { before } : {}), limit: pageLimit };
  const refetchInterval = usePollMs(5_000);
  const query = useQuery(
    trpc.ops.webhooks.queryOptions(input, { refetchInterval, placeholderData: keepPreviousData }),
  );
  const columns = useColumns();
  return (
    <QueryView query={query} skeleton={<Skeleton height={320} />}>
      {({ webhooks, counts }) => (
        <Stack gap="sm">
          <StateFilter
            states={webhookMachine.states}
            facts={webhookFacts}
            wordOf={(known) => t(`staff:ops.webhook.state.${known}`)}
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
                {webhooks.length === 0 ? (
                  <Nothing isFiltered={state !== null} />
                ) : (
                  <ListTable
                    label={t('staff:ops.webhook.list')}
                    rows={webhooks}
                    columns={columns}
                    openId={view.openId}
                    onOpen={({ id }) => view.showRow(id)}
                  />
                )}
                <Older
                  before={before}
                  next={webhooks.length === pageLimit ? (webhooks.at(-1)?.receivedAt ?? null) : null}
                  onPage={setBefore}
                />
              </Stack>
            }
            panel={
              view.openId === null ? null : (
                <WebhookPanel webhookId={view.openId} onClose={() => view.showRow(null)} />
              )
            }
          />
        </Stack>
      )}
    </QueryView>
  );
}
