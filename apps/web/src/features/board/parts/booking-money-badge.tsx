import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { memo } from 'react';
import { StateBadge } from '../../../components/state-badge.tsx';
import { moneyStateFacts } from '../../../components/state-facts.ts';
import { deskMoneyState } from '../model/desk-money.ts';
import { useStaffText } from '../use-staff-text.ts';

function MoneyOf({ booking }: { readonly booking: Booking }) {
  const { t } = useStaffText();
  const state = deskMoneyState(booking);
  return <StateBadge facts={moneyStateFacts[state]} word={t(`product:moneyState.${state}`)} />;
}

/** One of many in a list: drawn anew only when what it says changes. */
export const BookingMoneyBadge = memo(MoneyOf);
