import { FilterPills } from '../../../components/filter-pills/filter-pills.tsx';
import type { StateFacts } from '../../../components/state-facts.ts';
import { useOpsText } from '../use-ops-text.ts';

export interface ListStates<State extends string> {
  readonly all: readonly State[];
  readonly facts: Record<State, StateFacts>;
  readonly wordOf: (state: State) => string;
  readonly chosen: State | null;
}

interface StateFilterProps<State extends string> extends ListStates<State> {
  readonly counts: Readonly<Record<string, number>>;
  readonly onChoose: (state: State | null) => void;
}

export function StateFilter<State extends string>(props: StateFilterProps<State>) {
  const { t } = useOpsText();
  const { all, facts, wordOf, counts, chosen, onChoose } = props;
  const shown = all.filter((state) => (counts[state] ?? 0) > 0 || state === chosen);
  return (
    <FilterPills
      label={t('staff:ops.filterState')}
      allWord={t('staff:ops.all')}
      total={Object.values(counts).reduce((sum, count) => sum + count, 0)}
      pills={shown.map((id) => ({ id, word: wordOf(id), facts: facts[id], count: counts[id] ?? 0 }))}
      chosen={chosen === null ? [] : [chosen]}
      onToggle={(state) => onChoose(state === chosen ? null : state)}
      onAll={() => onChoose(null)}
    />
  );
}
