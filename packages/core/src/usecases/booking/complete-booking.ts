import { completeBooking as procedure } from '@holdfast/contract/booking/booking.procedures';
import { bookingState } from '@holdfast/contract/booking/booking.states';
import { lockBooking, moveBooking } from '@holdfast/db/repos/bookings.repo';
import { decideMove } from '../../domain/booking/decide-booking.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderBooking } from './render-booking.ts';

/** The consultation is over: in_consultation → completed. */
export const completeBooking = defineCommand({
  procedure,
  place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
  subjectOf: (input) => input.bookingId,
  load: ({ tx, input, userId }) => lockBooking(tx, input.bookingId, userId),
  versionOf: (booking) => booking.version,
  decide: (booking) => decideMove(booking.state, bookingState.completed),
  write: ({ tx }, booking, move) => moveBooking(tx, booking, move.from, move.to),
  render: renderBooking,
  wakes: ['feed', 'bills'],
});
