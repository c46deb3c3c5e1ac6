import * as procedures from '@holdfast/contract/booking/booking.procedures';
import { toInstant } from '@holdfast/contract/time';
import { boardOf, bookingsOfAccount, findBookingView, historyOf } from '@holdfast/db/repos/bookings.repo';
import { databaseNow } from '@holdfast/db/repos/schedule.repo';
import { defineQuery } from '../../usecase/define-query.ts';
import { readPage } from '../../usecase/read-page.ts';
import { renderBooking, toBooking } from './render-booking.ts';

export const readBooking = defineQuery({
  procedure: procedures.readBooking,
  place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
  read: (tx, input) => renderBooking(tx, input.bookingId),
});

/** Names a colleague; other actors appear only as staff or as the patient. */
function actorLabel(actor: string, displayName: string | null): string {
  return actor.startsWith('user:') ? (displayName ?? 'clinic') : actor;
}

export const bookingHistory = defineQuery({
  procedure: procedures.bookingHistory,
  place: (input) => ({ subject: 'booking', subjectId: input.bookingId }),
  read: async (tx, input) => {
    if (!(await findBookingView(tx, input.bookingId))) return undefined;
    const rows = await historyOf(tx, input.bookingId);
    return {
      transitions: rows.map((row) => ({
        fromState: row.from_state,
        toState: row.to_state,
        at: toInstant(row.at),
        actor: actorLabel(row.actor, row.display_name),
        reason: row.reason,
      })),
    };
  },
});

export const myBookings = defineQuery({
  procedure: procedures.myBookings,
  place: () => null,
  read: async (tx, input, _live, { actor }) => {
    if (actor.kind !== 'user') return { items: [], nextCursor: null };
    const listedBy = { procedure: procedures.myBookings, key: 'instant' } as const;
    return readPage(listedBy, input, (range) => bookingsOfAccount(tx, actor.userId, range), toBooking);
  },
});

export const board = defineQuery({
  procedure: procedures.board,
  place: (input) => ({ clinicId: input.clinicId }),
  read: async (tx, input) => {
    const rows = await boardOf(tx, input.clinicId, input.date, input.doctorId ?? null);
    return { date: input.date, bookings: rows.map(toBooking), serverNow: toInstant(await databaseNow(tx)) };
  },
});
