import type { BookingState } from '@holdfast/contract/booking/booking.states';
import type { BookingMoneyState } from '@holdfast/contract/booking/booking-words';
import { useMantineTheme } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './state-badge.module.css';
import { bookingStateFacts, moneyStateFacts, type StateFacts } from './state-facts.ts';

interface BadgeProps {
  readonly facts: StateFacts;
  readonly word: string;
}

/** Colour, icon and word of a state. Other families of states may be shown by it too. */
export function StateBadge({ facts, word }: BadgeProps) {
  const theme = useMantineTheme();
  const shades = theme.colors[facts.color];
  const style = {
    '--badge-back-light': shades?.[1] ?? 'transparent',
    '--badge-ink-light': shades?.[8] ?? 'inherit',
    '--badge-back-dark': `color-mix(in srgb, ${shades?.[6]} 28%, transparent)`,
    '--badge-ink-dark': shades?.[2] ?? 'inherit',
  };
  return (
    <span className={classes['badge']} style={style}>
      <facts.icon size={14} stroke={2.2} aria-hidden />
      <span className={classes['word']}>{word}</span>
    </span>
  );
}

export function BookingStateBadge({ state }: { readonly state: BookingState }) {
  const { t } = useTranslation('product');
  return <StateBadge facts={bookingStateFacts[state]} word={t(`bookingState.${state}`)} />;
}

export const MoneyStateBadge = memo(({ state }: { readonly state: BookingMoneyState }) => {
  const { t } = useTranslation('product');
  return <StateBadge facts={moneyStateFacts[state]} word={t(`moneyState.${state}`)} />;
});
