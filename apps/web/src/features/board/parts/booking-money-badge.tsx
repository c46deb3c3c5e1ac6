import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { StateBadge } from '../../../components/state-badge.tsx';
import { moneyStateFacts } from '../../../components/state-facts.ts';
import { deskMoneyState } from '../model/desk-money.ts';
import { useStaffText } from '../use-staff-text.ts';

export function BookingMoneyBadge({ booking }: { readonly booking: Booking }) {
  const { t } = useStaffText();
  const state = deskMoneyState(booking);
  return <StateBadge facts={moneyStateFacts[state]} word={t(`common:moneyState.${state}`)} />;
}
