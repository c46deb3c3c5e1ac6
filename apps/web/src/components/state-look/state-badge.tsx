import { useMantineTheme } from '@mantine/core';
import { memo } from 'react';
import classes from './state-badge.module.css';
import { lookOf } from './state-looks.ts';
import type { MachineName, StatesOf } from './states-of.ts';
import { useStateWord } from './use-state-word.ts';

type StateOfMachine = {
  readonly [M in MachineName]: { readonly machine: M; readonly state: StatesOf[M] };
}[MachineName];

type StateBadgeProps = StateOfMachine & {
  /** A more exact word than the state's own: a count, or what the state means to this reader. */
  readonly word?: string;
};

/** Memoised, because a list shows hundreds of badges and few change at a time. */
export const StateBadge = memo(function StateBadge({ machine, state, word }: StateBadgeProps) {
  const theme = useMantineTheme();
  const stateWord = useStateWord();
  const { color, icon: Icon } = lookOf(machine, state);
  const shades = theme.colors[color];
  const style = {
    '--badge-back-light': shades?.[1] ?? 'transparent',
    '--badge-ink-light': shades?.[8] ?? 'inherit',
    '--badge-back-dark': `color-mix(in srgb, ${shades?.[6]} 28%, transparent)`,
    '--badge-ink-dark': shades?.[2] ?? 'inherit',
  };
  return (
    <span className={classes['badge']} style={style}>
      <Icon size={14} stroke={2.2} aria-hidden />
      <span className={classes['word']}>{word ?? stateWord(machine, state)}</span>
    </span>
  );
});
