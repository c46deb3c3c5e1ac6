import { Alert, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { StateBadge } from '../../components/state-look/state-badge.tsx';
import { useTRPC } from '../../lib/api/trpc.ts';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { invariantsOldAfterMinutes, isOlderThan } from './model/health.ts';
import { invariantName } from './model/invariant-names.ts';
import type { ListColumn } from './parts/list-table.tsx';
import { PlainListTab } from './parts/plain-list-tab.tsx';
import { useOpsText } from './use-ops-text.ts';

interface InvariantRow {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly violations: number;
}

function useColumns(): readonly ListColumn<InvariantRow>[] {
  const { t } = useOpsText();
  return [
    {
      id: 'number',
      room: 'always',
      title: t('staff:ops.invariant.column.number'),
      width: 64,
      render: ({ number }) => <span className="hf-numbers">{number}</span>,
    },
    {
      id: 'result',
      room: 'always',
      title: t('staff:ops.invariant.column.result'),
      width: 180,
      render: ({ violations }) =>
        violations === 0 ? (
          <StateBadge machine="health" state="good" word={t('staff:ops.invariant.holds')} />
        ) : (
          <StateBadge
            machine="health"
            state="attention"
            word={t('staff:ops.invariant.broken', { count: violations })}
          />
        ),
    },
    {
      id: 'name',
      room: 'always',
      title: t('staff:ops.invariant.column.name'),
      render: (row) => {
        const name = invariantName(t, row);
        return <span title={name}>{name}</span>;
      },
    },
  ];
}

function CheckedAt({ at }: { readonly at: string }) {
  const { t, dayTime } = useOpsText();
  const isOld = isOlderThan(at, invariantsOldAfterMinutes, useServerNow(15_000));
  if (isOld) {
    return <Alert color="amber">{t('staff:ops.invariant.old', { time: dayTime(at) })}</Alert>;
  }
  return (
    <Text size="sm" c="dimmed">
      {t('staff:ops.checkedAt', { time: dayTime(at) })}
    </Text>
  );
}

export function InvariantsTab() {
  const { t } = useOpsText();
  const trpc = useTRPC();
  const query = useQuery(trpc.ops.invariants.queryOptions({}, { refetchInterval: 15_000 }));
  const columns = useColumns();
  return (
    <PlainListTab
      query={query}
      skeletonHeight={400}
      emptyOf={({ checkedAt }) =>
        checkedAt !== null ? null : (
          <StateScreen icon={IconShieldCheck} tone="gray" title={t('staff:ops.invariant.never')}>
            {t('staff:ops.invariant.neverBody')}
          </StateScreen>
        )
      }
      headOf={({ checkedAt }) => (checkedAt === null ? null : <CheckedAt at={checkedAt} />)}
      rowsOf={({ invariants }) =>
        [...invariants]
          .sort((one, other) => other.violations - one.violations || one.number - other.number)
          .map((row) => ({ ...row, id: `${row.number} ${row.name}` }))
      }
      label={t('staff:ops.invariant.list')}
      columns={columns}
    />
  );
}
