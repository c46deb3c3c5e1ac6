import { FilterPills } from '../../../components/filter-pills/filter-pills.tsx';
import type { MachineName, StatesOf } from '../../../components/state-look/states-of.ts';
import { useOpsText } from '../use-ops-text.ts';

export interface ListStates<M extends MachineName> {
  readonly machine: M;
  readonly all: readonly StatesOf[M][];
  readonly chosen: StatesOf[M] | null;
}

interface StateFilterProps<M extends MachineName> extends ListStates<M> {
  readonly counts: Readonly<Record<string, number>>;
  readonly onChoose: (state: StatesOf[M] | null) => void;
}

export function StateFilter<M extends MachineName>(props: StateFilterProps<M>) {
  const { t } = useOpsText();
  const { machine, all, counts, chosen, onChoose } = props;
  const shown = all.filter((state) => (counts[state] ?? 0) > 0 || state === chosen);
  return (
    <FilterPills
      machine={machine}
      label={t('staff:ops.filterState')}
      allWord={t('staff:ops.all')}
      total={Object.values(counts).reduce((sum, count) => sum + count, 0)}
      pills={shown.map((state) => ({ state, count: counts[state] ?? 0 }))}
      chosen={chosen === null ? [] : [chosen]}
      onToggle={(state) => onChoose(state === chosen ? null : state)}
      onAll={() => onChoose(null)}
    />
  );
}
