import { type BookingState, bookingState } from '@holdfast/contract/booking/booking.states';
import { useStaffText } from './use-staff-text.ts';

/** The word for a state at the desk. A hold is "kept for you" only to its patient. */
export function useStateWord(): (state: BookingState) => string {
  const { t } = useStaffText();
  return (state) =>
    state === bookingState.held ? t('staff:board.held') : t(`product:bookingState.${state}`);
}
