import { UnstyledButton } from '@mantine/core';
import type { StateFacts } from '../state-facts.ts';
import classes from './filter-pills.module.css';

export interface FilterPill<Id extends string> {
  readonly id: Id;
  readonly word: string;
  readonly facts: StateFacts;
  readonly count: number;
}

interface FilterPillsProps<Id extends string> {
  readonly label: string;
  readonly allWord: string;
  readonly total: number;
  readonly pills: readonly FilterPill<Id>[];
  readonly chosen: readonly Id[];
  readonly onToggle: (id: Id) => void;
  readonly onAll: () => void;
}

/** Counts by state; each number narrows the list to the rows behind it. */
export function FilterPills<Id extends string>(props: FilterPillsProps<Id>) {
  const { chosen } = props;
  return (
    <fieldset className={classes['pills']} aria-label={props.label}>
      <UnstyledButton className={classes['pill']} aria-pressed={chosen.length === 0} onClick={props.onAll}>
        {props.allWord} <strong className="hf-numbers">{props.total}</strong>
      </UnstyledButton>
      {props.pills.map(({ id, word, count, facts: { icon: Icon, color } }) => (
        <UnstyledButton
          key={id}
          className={classes['pill']}
          aria-pressed={chosen.includes(id)}
          onClick={() => props.onToggle(id)}
        >
          <Icon size={16} stroke={2.2} aria-hidden color={`var(--mantine-color-${color}-text)`} />
          {word} <strong className="hf-numbers">{count}</strong>
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
