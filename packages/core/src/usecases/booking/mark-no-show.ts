import { markNoShow as procedure } from '@holdfast/contract/booking/booking.procedures';
import { lockBooking, moveBooking } from '@holdfast/db/repos/bookings.repo';
import { decideNoShow } from '../../domain/booking/decide-booking.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderBooking } from './render-booking.ts';

/** The patient did not come: confirmed → no_show, once the grace after the start has passed. */
export const markNoShow = defineCommand({
  procedure,
  place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
  subjectOf: (input) => input.bookingId,
  load: ({ tx, input, userId }) => lockBooking(tx, input.bookingId, userId),
  versionOf: (booking) => booking.version,
  decide: decideNoShow,
  write: ({ tx }, booking, move) => moveBooking(tx, booking, move.from, move.to),
  render: renderBooking,
  wakes: ['feed', 'bills'],
});
