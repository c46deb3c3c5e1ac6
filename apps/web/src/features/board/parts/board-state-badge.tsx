import type { BookingState } from '@holdfast/contract/booking/booking.states';
import { memo } from 'react';
import { StateBadge } from '../../../components/state-look/state-badge.tsx';
import { useDeskStateWord } from '../use-desk-state-word.ts';

/** State of a booking in the words of the desk. Memoised, because the board shows one in each of its rows. */
export const BoardStateBadge = memo(function BoardStateBadge({ state }: { readonly state: BookingState }) {
  const deskWord = useDeskStateWord();
  return <StateBadge machine="booking" state={state} word={deskWord(state)} />;
});
