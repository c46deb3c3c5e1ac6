import { defineMachine } from '../machine.ts';

/** States of a booking. It never moves backward; a correction is a successor booking. */
export const bookingMachine = defineMachine({
  name: 'booking',
  states: [
    'held',
    'awaiting_payment',
    'confirmed',
    'checked_in',
    'in_consultation',
    'completed',
    'expired',
    'cancelled',
    'no_show',
    'rescheduled',
    'declined',
  ],
  initial: ['held'],
  edges: [
    ['held', 'awaiting_payment'],
    ['held', 'confirmed'],
    ['held', 'expired'],
    ['held', 'cancelled'],
    ['held', 'declined'],
    ['awaiting_payment', 'confirmed'],
    ['awaiting_payment', 'expired'],
    ['awaiting_payment', 'cancelled'],
    ['awaiting_payment', 'declined'],
    ['confirmed', 'checked_in'],
    ['confirmed', 'cancelled'],
    ['confirmed', 'no_show'],
    ['confirmed', 'rescheduled'],
    ['checked_in', 'in_consultation'],
    ['checked_in', 'cancelled'],
    ['in_consultation', 'completed'],
  ],
  sets: {
    /** Waits for money or a promise of it; expires with its hold. */
    unpaid: ['held', 'awaiting_payment'],
    /** Occupies its slot until it ends. */
    live: ['held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation'],
    /** Live and confirmed: a confirmation message may still be sent. */
    standing: ['confirmed', 'checked_in', 'in_consultation'],
    /** The patient expects the visit and it has not begun: cancelling must be announced. */
    announced: ['confirmed', 'checked_in'],
    /** Needs evidence of money (capture, live hold, desk permission, waiver). */
    needsCover: ['confirmed', 'checked_in', 'in_consultation', 'completed'],
    /** Gave its slot back. */
    ended: ['expired', 'cancelled', 'no_show', 'rescheduled', 'declined'],
    /** Ended with nothing owed for it: money that arrived must be refunded. */
    unwanted: ['expired', 'cancelled', 'declined'],
    /** Its price is owed: it stands, or it ended in a way that keeps the money. */
    owed: ['held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation', 'completed', 'no_show'],
  },
  maps: {
    /** Effect of a capture: it confirms the booking, is only recorded, or is too late. */
    onCapture: {
      held: 'confirm',
      awaiting_payment: 'confirm',
      confirmed: 'record',
      checked_in: 'record',
      in_consultation: 'record',
      completed: 'record',
      expired: 'late',
      cancelled: 'late',
      no_show: 'record',
      rescheduled: 'late',
      declined: 'late',
    },
  },
  ranked: true,
});

export type BookingState = (typeof bookingMachine.states)[number];
export const bookingState = bookingMachine.state;
