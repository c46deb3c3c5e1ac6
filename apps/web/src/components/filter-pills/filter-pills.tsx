import { UnstyledButton } from '@mantine/core';
import { lookOf } from '../state-look/state-looks.ts';
import type { MachineName, StatesOf } from '../state-look/states-of.ts';
import { useStateWord } from '../state-look/use-state-word.ts';
import classes from './filter-pills.module.css';

interface FilterPill<State> {
  readonly state: State;
  readonly count: number;
  /** A more exact word than the state's own. */
  readonly word?: string;
}

interface FilterPillsProps<M extends MachineName> {
  readonly machine: M;
  readonly label: string;
  readonly allWord: string;
  readonly total: number;
  readonly pills: readonly FilterPill<StatesOf[M]>[];
  readonly chosen: readonly StatesOf[M][];
  readonly onToggle: (state: StatesOf[M]) => void;
  readonly onAll: () => void;
}

/** Counts by state; each number narrows the list to the rows behind it. */
export function FilterPills<M extends MachineName>(props: FilterPillsProps<M>) {
  const { machine, chosen } = props;
  const stateWord = useStateWord();
  return (
    <fieldset className={classes['pills']} aria-label={props.label}>
      <UnstyledButton className={classes['pill']} aria-pressed={chosen.length === 0} onClick={props.onAll}>
        {props.allWord} <strong className="hf-numbers">{props.total}</strong>
      </UnstyledButton>
      {props.pills.map(({ state, count, word }) => {
        const { icon: Icon, color } = lookOf(machine, state);
        return (
          <UnstyledButton
            key={state}
            className={classes['pill']}
            aria-pressed={chosen.includes(state)}
            onClick={() => props.onToggle(state)}
          >
            <Icon size={16} stroke={2.2} aria-hidden color={`var(--mantine-color-${color}-text)`} />
            {word ?? stateWord(machine, state)} <strong className="hf-numbers">{count}</strong>
          </UnstyledButton>
        );
      })}
    </fieldset>
  );
}
