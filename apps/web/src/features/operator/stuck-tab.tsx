import { itemKinds } from '@holdfast/contract/money/items';
import { Text } from '@mantine/core';
import { IconCoin } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { SeenMoney } from '../../components/value/seen-money.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import type { Stuck } from './model/ops-types.ts';
import { pageLimit } from './model/page-limit.ts';
import { CopyId } from './parts/copy-id.tsx';
import type { ListColumn } from './parts/list-table.tsx';
import { OlderRows, usePages } from './parts/older.tsx';
import { PlainListTab } from './parts/plain-list-tab.tsx';
import { useOpsText } from './use-ops-text.ts';

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
      title: t('staff:ops.stuck.column.amount'),
      width: 170,
      render: ({ amount }) => <SeenMoney amount={amount} />,
    },
    {
      id: 'since',
      room: 'always',
      title: t('staff:ops.stuck.column.since'),
      width: 190,
      render: ({ since }) => <span className="hf-numbers">{dayTime(since)}</span>,
    },
    {
      id: 'note',
      title: t('staff:ops.stuck.column.note'),
      render: ({ note }) => note,
    },
    {
      id: 'bill',
      title: t('staff:ops.stuck.column.bill'),
      width: 120,
      room: 'wide',
      render: ({ billId }) => <CopyId id={billId} />,
    },
    {
      id: 'booking',
      title: t('staff:ops.stuck.column.booking'),
      width: 120,
      render: ({ bookingId }) => (bookingId === null ? null : <CopyId id={bookingId} />),
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

export function StuckTab() {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const pages = usePages();
  const input = { ...(pages.cursor ? { cursor: pages.cursor } : {}), limit: pageLimit };
  const query = useQuery(
    trpc.ops.stuck.queryOptions(input, { refetchInterval: 15_000, placeholderData: keepPreviousData }),
  );
  const columns = useColumns();
  return (
    <PlainListTab
      query={query}
      skeletonHeight={240}
      emptyOf={({ items }) =>
        items.length > 0 || pages.page !== null ? null : (
          <StateScreen icon={IconCoin} title={t('staff:ops.stuck.emptyTitle')}>
            {t('staff:ops.stuck.emptyBody')}
          </StateScreen>
        )
      }
      headOf={({ counts }) => <Advice counts={counts} />}
      rowsOf={({ items }) => items}
      footOf={({ items, nextCursor }) => (
        <OlderRows pages={pages} nextCursor={nextCursor} lastTime={items.at(-1)?.since} />
      )}
      label={t('staff:ops.stuck.list')}
      columns={columns}
      minWidth={900}
    />
  );
}
