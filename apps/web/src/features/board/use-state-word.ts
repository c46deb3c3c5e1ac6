import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { useStaffText } from './use-staff-text.ts';

/** The word for a state at the desk. A hold is "kept for you" only to its patient. */
export function useStateWord(): (state: BookingState) => string {
  const { t } = useStaffText();
  return (state) => (state === 'held' ? t('staff:board.held') : t(`product:bookingState.${state}`));
}
