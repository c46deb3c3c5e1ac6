import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { FilterPills } from '../../../components/filter-pills/filter-pills.tsx';
import type { StateCount } from '../model/board-rows.ts';
import { useDeskStateWord } from '../use-desk-state-word.ts';
import { useStaffText } from '../use-staff-text.ts';

interface StateCountersProps {
  readonly counts: readonly StateCount[];
  readonly chosen: readonly BookingState[];
  readonly onToggle: (state: BookingState) => void;
  readonly onAll: () => void;
}

/** How many bookings are in which state. */
export function StateCounters({ counts, chosen, onToggle, onAll }: StateCountersProps) {
  const { t } = useStaffText();
  const deskWord = useDeskStateWord();
  return (
    <FilterPills
      machine="booking"
      label={t('staff:board.counters')}
      allWord={t('staff:board.all')}
      total={counts.reduce((sum, { count }) => sum + count, 0)}
      pills={counts.map(({ state, count }) => ({ state, count, word: deskWord(state) }))}
      chosen={chosen}
      onToggle={onToggle}
      onAll={onAll}
    />
  );
}
