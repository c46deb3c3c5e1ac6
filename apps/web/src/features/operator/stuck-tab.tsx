import { Text } from '@mantine/core';
import { IconCoin } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { SeenMoney } from '../../components/value/seen-money.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useReasonWords } from '../../lib/words/use-reason-words.ts';
import type { Stuck } from './model/ops-types.ts';
import { CopyId } from './parts/copy-id.tsx';
import type { ListColumn } from './parts/list-table.tsx';
import { WholeListTab } from './parts/whole-list-tab.tsx';
import { useOpsText } from './use-ops-text.ts';

interface StuckRow extends Stuck {
  readonly id: string;
}

function useColumns(): readonly ListColumn<StuckRow>[] {
  const { t, dayTime } = useOpsText();
  const words = useReasonWords();
  return [
    {
      id: 'since',
      room: 'always',
      title: t('staff:ops.stuck.column.since'),
      width: 190,
      render: ({ since }) => <span className="hf-numbers">{dayTime(since)}</span>,
    },
    {
      id: 'kind',
      room: 'always',
      title: t('staff:ops.stuck.column.kind'),
      width: 250,
      render: ({ kind }) => <strong>{t(`staff:ops.stuck.kind.${kind}`)}</strong>,
    },
    {
      id: 'amount',
      title: t('staff:ops.stuck.column.amount'),
      width: 190,
      render: ({ amount }) => <SeenMoney amount={amount} />,
    },
    {
      id: 'note',
      title: t('staff:ops.stuck.column.note'),
      render: ({ note }) => <span title={note}>{words(note)}</span>,
    },
    {
      id: 'payment',
      title: t('staff:ops.stuck.column.payment'),
      width: 120,
      room: 'wide',
      render: ({ paymentId }) => <CopyId id={paymentId} />,
    },
    {
      id: 'booking',
      title: t('staff:ops.stuck.column.booking'),
      width: 120,
      render: ({ bookingId }) => <CopyId id={bookingId} />,
    },
  ];
}

function Advice({ kinds }: { readonly kinds: ReadonlySet<Stuck['kind']> }) {
  const { t } = useOpsText();
  return [...kinds].map((kind) => (
    <Text key={kind} size="sm">
      <strong>{t(`staff:ops.stuck.kind.${kind}`)}.</strong> {t(`staff:ops.stuck.advice.${kind}`)}
    </Text>
  ));
}

export function StuckTab() {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const query = useQuery(trpc.ops.stuck.queryOptions({}, { refetchInterval: 15_000 }));
  const columns = useColumns();
  return (
    <WholeListTab
      query={query}
      skeletonHeight={240}
      emptyOf={({ items }) =>
        items.length > 0 ? null : (
          <StateScreen icon={IconCoin} title={t('staff:ops.stuck.emptyTitle')}>
            {t('staff:ops.stuck.emptyBody')}
          </StateScreen>
        )
      }
      headOf={({ items }) => <Advice kinds={new Set(items.map(({ kind }) => kind))} />}
      rowsOf={({ items }) =>
        items.map((item, at) => ({ ...item, id: `${item.kind} ${item.paymentId} ${at}` }))
      }
      label={t('staff:ops.stuck.list')}
      columns={columns}
      minWidth={900}
    />
  );
}
