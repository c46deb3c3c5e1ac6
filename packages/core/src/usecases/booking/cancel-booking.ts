import { mayWith } from '@holdfast/contract/auth/capabilities';
import { cancelBooking as procedure } from '@holdfast/contract/booking/booking.procedures';
import { lockBooking, moveBooking } from '@holdfast/db/repos/bookings.repo';
import { lockRefundable, requestRefund } from '@holdfast/db/repos/payments.repo';
import { decideCancel } from '../../domain/booking/decide-booking.ts';
import { defineCommand } from '../../usecase/define-command.ts';
import { renderBooking } from './render-booking.ts';

/** Ends a booking. Captured money is refunded in full: the intent commits here, the worker submits it. */
export const cancelBooking = defineCommand({
  procedure,
  place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
  subjectOf: (input) => input.bookingId,
  reasonOf: (input) => input.reason,
  load: async ({ tx, input, userId }) => {
    const booking = await lockBooking(tx, input.bookingId, userId);
    return booking && { ...booking, money: await lockRefundable(tx, booking.clinicId, booking.paymentId) };
  },
  versionOf: (booking) => booking.version,
  decide: (row, { live }) =>
    decideCancel({
      ...row,
      byDesk: mayWith(live.roles, 'bookings.cancel'),
      byColleague: mayWith(live.roles, 'bookings.read'),
      refundableMinor: row.money?.refundableMinor ?? 0,
    }),
  write: async ({ tx, input, userId }, row, { from, to, refundMinor }) => {
    if (row.money && refundMinor > 0) {
      await requestRefund(tx, {
        ...row.money,
        amountMinor: refundMinor,
        reason: 'clinic_cancelled',
        causeKey: 'cancelled',
        userId,
      });
    }
    return moveBooking(tx, row, from, to, input.reason);
  },
  render: renderBooking,
  wakes: ['feed', 'refunds', 'messages'],
});
