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
  ranked: true,
});

export type BookingState = (typeof bookingMachine.states)[number];

/** States in which a booking occupies its slot. */
export const liveBookingStates = [
  'held',
  'awaiting_payment',
  'confirmed',
  'checked_in',
  'in_consultation',
] as const satisfies readonly BookingState[];

/** States that need evidence of money (capture, live hold, desk permission, waiver). */
export const evidencedBookingStates = [
  'confirmed',
  'checked_in',
  'in_consultation',
  'completed',
] as const satisfies readonly BookingState[];
