import { type BookingState, bookingState } from '@holdfast/contract/booking/booking.states';
import { useStateWord } from '../../components/state-look/use-state-word.ts';
import { useStaffText } from './use-staff-text.ts';

/** The word for a booking's state at the desk. A hold is "kept for you" only to its patient. */
export function useDeskStateWord(): (state: BookingState) => string {
  const { t } = useStaffText();
  const stateWord = useStateWord();
  return (state) => (state === bookingState.held ? t('staff:board.held') : stateWord('booking', state));
}
