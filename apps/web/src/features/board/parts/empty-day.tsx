import { Button } from '@mantine/core';
import { IconCalendarPlus, IconFilterOff, IconLayoutKanban } from '@tabler/icons-react';
import { StateScreen } from '../../../components/screen-state/state-screen.tsx';
import type { BoardView } from '../use-board-view.ts';
import { useStaffText } from '../use-staff-text.ts';

interface EmptyDayProps {
  /** Bookings of the day that the filters hide. */
  readonly hidden: number;
  readonly view: BoardView;
  readonly onNewBooking: (() => void) | null;
}

export function EmptyDay({ hidden, view, onNewBooking }: EmptyDayProps) {
  const { t } = useStaffText();
  if (hidden > 0) {
    const clear = (
      <Button variant="light" onClick={view.clearFilter}>
        {t('staff:board.clearFilters')}
      </Button>
    );
    return (
      <StateScreen icon={IconFilterOff} tone="gray" title={t('staff:board.emptyFilterTitle')} action={clear}>
        {t('staff:board.emptyFilterBody', { count: hidden })}
      </StateScreen>
    );
  }
  const book = onNewBooking ? (
    <Button leftSection={<IconCalendarPlus size={16} aria-hidden />} onClick={onNewBooking}>
      {t('staff:board.newBooking')}
    </Button>
  ) : null;
  return (
    <StateScreen icon={IconLayoutKanban} title={t('staff:board.emptyTitle')} action={book}>
      {t('staff:board.emptyBody')}
    </StateScreen>
  );
}
