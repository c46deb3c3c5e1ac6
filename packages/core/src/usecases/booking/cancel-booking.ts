import { mayWith } from '@holdfast/contract/auth/capabilities';
import { cancelBooking as procedure } from '@holdfast/contract/booking/booking.procedures';
import { lockBooking, moveBooking } from '@holdfast/db/repos/bookings.repo';
import { decideCancel } from '../../domain/booking/decide-booking.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderBooking } from './render-booking.ts';

/** Ends a booking. What its bill then gives back is decided by the reducer right after the commit. */
export const cancelBooking = defineCommand({
  procedure,
  place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
  subjectOf: (input) => input.bookingId,
  reasonOf: (input) => input.reason,
  load: ({ tx, input, userId }) => lockBooking(tx, input.bookingId, userId),
  versionOf: (booking) => booking.version,
  decide: (row, { live }) =>
    decideCancel({
      ...row,
      byDesk: mayWith(live.roles, 'bookings.cancel'),
      byColleague: mayWith(live.roles, 'bookings.read'),
    }),
  write: ({ tx, input }, row, { from, to }) => moveBooking(tx, row, from, to, input.reason),
  reviews: ({ clinicId, billId }) => ({ clinicId, billId }),
  render: renderBooking,
  wakes: ['feed', 'bills', 'messages'],
});
