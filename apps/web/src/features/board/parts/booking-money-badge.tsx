import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { MoneyStateBadge, StateBadge } from '../../../components/state-badge.tsx';
import { moneyStateFacts, moneyStateOf } from '../../../components/state-facts.ts';
import { useStaffText } from '../use-staff-text.ts';

/** The word for a booking's money; a permission to pay at the desk outweighs an online charge nobody paid. */
export function BookingMoneyBadge({ booking }: { readonly booking: Booking }) {
  const { t } = useStaffText();
  const isPromised = booking.evidence === 'desk_permission' && moneyStateOf(booking.payment) === 'pending';
  if (!isPromised) return <MoneyStateBadge payment={booking.payment} />;
  return <StateBadge facts={moneyStateFacts.at_desk} word={t('common:moneyState.at_desk')} />;
}
