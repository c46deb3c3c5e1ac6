import { defineMachine } from '../machine.ts';

/** Life of a booking. Never backward; a correction is a successor booking. */
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
    /** Waits for money or a promise of it; lapses with its hold. */
    unpaid: ['held', 'awaiting_payment'],
    /** Occupies its slot until it ends. */
    live: ['held', 'awaiting_payment', 'confirmed', 'checked_in', 'in_consultation'],
    /** Live and confirmed: what a confirmation may still be sent for. */
    standing: ['confirmed', 'checked_in', 'in_consultation'],
    /** The patient was told to come and has not begun: ending it must be announced. */
    announced: ['confirmed', 'checked_in'],
    /** Needs evidence of money (capture, live hold, desk permission, waiver). */
    needsCover: ['confirmed', 'checked_in', 'in_consultation', 'completed'],
    /** Gave its slot back. */
    ended: ['expired', 'cancelled', 'no_show', 'rescheduled', 'declined'],
    /** Ended with nothing owed for it: money that came must go back. */
    unwanted: ['expired', 'cancelled', 'declined'],
  },
  maps: {
    /** What a capture does: confirms the booking, is only recorded, or comes too late for it. */
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
