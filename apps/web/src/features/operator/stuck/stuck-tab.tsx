import { itemKinds } from '@holdfast/contract/money/items';
import { Skeleton, Stack, Text } from '@mantine/core';
import { IconCoin } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ListWithPanel } from '../../../components/layout/side-panel.tsx';
import { QueryView } from '../../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../../components/screen-state/state-screen.tsx';
import { SeenMoney } from '../../../components/value/seen-money.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import type { Stuck } from '../model/ops-types.ts';
import { pageLimit } from '../model/page-limit.ts';
import { type ListColumn, ListTable } from '../parts/list-table.tsx';
import { OlderRows, usePages } from '../parts/older.tsx';
import { useOpsText } from '../use-ops-text.ts';
import type { OpsView } from '../use-ops-view.ts';
import { StuckPanel } from './stuck-panel.tsx';

/** What and how much come first: a phone shows no more of a row without scrolling it sideways. */
function useColumns(): readonly ListColumn<Stuck>[] {
  const { t, dayTime } = useOpsText();
  return [
    {
      id: 'kind',
      room: 'always',
      title: t('staff:ops.stuck.column.kind'),
      width: 230,
      render: ({ kind }) => <strong>{t(`staff:ops.stuck.kind.${kind}`)}</strong>,
    },
    {
      id: 'amount',
      room: 'always',
      title: t('staff:ops.stuck.column.amount'),
      width: 170,
      render: ({ amount }) => <SeenMoney amount={amount} />,
    },
    {
      id: 'since',
      title: t('staff:ops.stuck.column.since'),
      width: 190,
      render: ({ since }) => <span className="hf-numbers">{dayTime(since)}</span>,
    },
    {
      id: 'owner',
      title: t('staff:ops.stuck.column.owner'),
      width: 160,
      render: ({ owner }) =>
        owner?.name ?? (
          <Text size="sm" c="dimmed">
            {t('staff:ops.stuck.nobody')}
          </Text>
        ),
    },
    {
      id: 'note',
      title: t('staff:ops.stuck.column.note'),
      room: 'wide',
      render: ({ note }) => note,
    },
  ];
}

function Advice({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const { t } = useOpsText();
  const present = itemKinds.filter((kind) => (counts[kind] ?? 0) > 0);
  return present.map((kind) => (
    <Text key={kind} size="sm">
      <strong>{t(`staff:ops.stuck.kind.${kind}`)}.</strong> {t(`staff:ops.stuck.advice.${kind}`)}
    </Text>
  ));
}

export function StuckTab({ view }: { readonly view: OpsView }) {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const pages = usePages();
  const input = { ...(pages.cursor ? { cursor: pages.cursor } : {}), limit: pageLimit };
  const query = useQuery(
    trpc.ops.stuck.queryOptions(input, { refetchInterval: 15_000, placeholderData: keepPreviousData }),
  );
  const columns = useColumns();
  const { openId } = view;
  return (
    <QueryView query={query} skeleton={<Skeleton height={240} />}>
      {({ items, counts, nextCursor }) => (
        <ListWithPanel
          list={
            items.length === 0 && pages.page === null ? (
              <StateScreen icon={IconCoin} title={t('staff:ops.stuck.emptyTitle')}>
                {t('staff:ops.stuck.emptyBody')}
              </StateScreen>
            ) : (
              <Stack gap="sm">
                <Advice counts={counts} />
                <ListTable
                  label={t('staff:ops.stuck.list')}
                  rows={items}
                  columns={columns}
                  openId={openId}
                  onOpen={({ id }) => view.showRow(id)}
                />
                <OlderRows pages={pages} nextCursor={nextCursor} lastTime={items.at(-1)?.since} />
              </Stack>
            )
          }
          panel={
            openId === null ? null : (
              <StuckPanel
                key={openId}
                item={items.find(({ id }) => id === openId) ?? null}
                onClose={() => view.showRow(null)}
              />
            )
          }
        />
      )}
    </QueryView>
  );
}
