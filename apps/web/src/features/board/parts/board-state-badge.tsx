import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { memo } from 'react';
import { StateBadge } from '../../../components/state-badge.tsx';
import { bookingStateFacts } from '../../../components/state-facts.ts';
import { useStateWord } from '../use-state-word.ts';

function StateOf({ state }: { readonly state: BookingState }) {
  const stateWord = useStateWord();
  return <StateBadge facts={bookingStateFacts[state]} word={stateWord(state)} />;
}

/** One of many in a list: drawn anew only when what it says changes. */
export const BoardStateBadge = memo(StateOf);
