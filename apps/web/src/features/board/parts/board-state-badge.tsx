import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { StateBadge } from '../../../components/state-badge.tsx';
import { bookingStateFacts } from '../../../components/state-facts.ts';
import { useStateWord } from '../use-state-word.ts';

export function BoardStateBadge({ state }: { readonly state: BookingState }) {
  const stateWord = useStateWord();
  return <StateBadge facts={bookingStateFacts[state]} word={stateWord(state)} />;
}
