import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { UnstyledButton } from '@mantine/core';
import { bookingStateFacts } from '../../../components/state-facts.ts';
import type { StateCount } from '../model/board-rows.ts';
import { useStaffText } from '../use-staff-text.ts';
import classes from './state-counters.module.css';

interface StateCountersProps {
  readonly counts: readonly StateCount[];
  readonly chosen: readonly BookingState[];
  readonly onToggle: (state: BookingState) => void;
  readonly onAll: () => void;
}

/** How many bookings are in which state; each number narrows the list to its rows. */
export function StateCounters({ counts, chosen, onToggle, onAll }: StateCountersProps) {
  const { t } = useStaffText();
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <fieldset className={classes.counters} aria-label={t('staff:board.counters')}>
      <UnstyledButton className={classes.counter} aria-pressed={chosen.length === 0} onClick={onAll}>
        {t('staff:board.all')}
        <strong className="hf-numbers">{total}</strong>
      </UnstyledButton>
      {counts.map(({ state, count }) => {
        const { icon: Icon, color } = bookingStateFacts[state];
        return (
          <UnstyledButton
            key={state}
            className={classes.counter}
            aria-pressed={chosen.includes(state)}
            onClick={() => onToggle(state)}
          >
            <Icon size={16} stroke={2.2} aria-hidden color={`var(--mantine-color-${color}-text)`} />
            {t(`common:bookingState.${state}`)}
            <strong className="hf-numbers">{count}</strong>
          </UnstyledButton>
        );
      })}
    </fieldset>
  );
}
