import { mayWith } from '@holdfast/contract/auth/capabilities';
import { permitDeskPayment as procedure } from '@holdfast/contract/booking/booking.procedures';
import { grantDeskPayment, lockBooking, moveBooking } from '@holdfast/db/repos/bookings.repo';
import { decideDeskPayment } from '../../domain/booking/decide-booking.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderBooking } from './render-booking.ts';

/** Confirms with payment at the desk; the permission is the cover. */
export const permitDeskPayment = defineCommand({
  procedure,
  place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
  subjectOf: (input) => input.bookingId,
  load: ({ tx, input, userId }) => lockBooking(tx, input.bookingId, userId),
  decide: (booking, { live }) =>
    decideDeskPayment({
      ...booking,
      byDesk: mayWith(live.roles, 'bookings.permitDeskPayment'),
      byColleague: mayWith(live.roles, 'bookings.read'),
    }),
  write: async ({ tx, userId }, booking, move) => {
    if (userId === null) return false;
    await grantDeskPayment(tx, booking, userId);
    return moveBooking(tx, booking, move.from, move.to);
  },
  render: renderBooking,
  wakes: ['feed', 'bills', 'messages'],
});
