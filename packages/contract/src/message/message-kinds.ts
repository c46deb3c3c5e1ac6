import { type BookingState, bookingMachine, bookingState } from '../booking/booking.states.ts';
import { serviceTerms } from '../service-terms.ts';
import { byName, keysOf } from '../words.ts';

interface MessageKindFacts {
  /** What the message is about; `subjectId` of its row is the id of one of these. */
  readonly subject: 'booking' | 'otp_challenge';
  /** Purpose, in the terms of channels that price and limit by it. */
  readonly purpose: 'authentication' | 'utility';
  /** Lower is sent first when several are due. */
  readonly priority: number;
  /** Seconds after which it must no longer be sent; null: only its subject decides. */
  readonly expirySeconds: number | null;
  /** Booking states in which it may still be sent; null: any. */
  readonly whileBooking: readonly BookingState[] | null;
  /** Variables of its text, in addition to the name of the clinic. */
  readonly variables: readonly MessageVariable[];
  /** True where the patient must have consented to messages. */
  readonly needsConsent: boolean;
}

/** Every variable that a text may use. */
export type MessageVariable = 'doctor' | 'patient' | 'time' | 'money' | 'ref' | 'code';

/** Every kind of message; SQL, texts, the operator's pages and the documents derive from this literal. */
export const messageKindFacts = {
  one_time_code: {
    subject: 'otp_challenge',
    purpose: 'authentication',
    priority: 1,
    expirySeconds: serviceTerms.codeValidMinutes * 60,
    whileBooking: null,
    variables: ['code'],
    needsConsent: false,
  },
  booking_confirmed: {
    subject: 'booking',
    purpose: 'utility',
    priority: 2,
    expirySeconds: null,
    whileBooking: bookingMachine.sets.standing,
    variables: ['patient', 'doctor', 'time', 'ref'],
    needsConsent: true,
  },
  booking_cancelled: {
    subject: 'booking',
    purpose: 'utility',
    priority: 2,
    expirySeconds: null,
    whileBooking: [bookingState.cancelled],
    variables: ['patient', 'doctor', 'time', 'ref'],
    needsConsent: true,
  },
  /** Written by releases before 0.2 alone: a word that rows have stays a word. */
  payment_refunded_late: {
    subject: 'booking',
    purpose: 'utility',
    priority: 2,
    expirySeconds: null,
    whileBooking: null,
    variables: ['money', 'ref'],
    needsConsent: true,
  },
  /** Money is on its way back; `refund_processed` follows when the provider has returned it. */
  refund_requested: {
    subject: 'booking',
    purpose: 'utility',
    priority: 2,
    expirySeconds: null,
    whileBooking: null,
    variables: ['money', 'ref'],
    needsConsent: true,
  },
  refund_processed: {
    subject: 'booking',
    purpose: 'utility',
    priority: 2,
    expirySeconds: null,
    whileBooking: null,
    variables: ['money', 'ref'],
    needsConsent: true,
  },
} as const satisfies Record<string, MessageKindFacts>;

export type MessageKind = keyof typeof messageKindFacts;
export type VariableOf<K extends MessageKind> = (typeof messageKindFacts)[K]['variables'][number];

/** Every kind by name, for code that must name one. */
export const messageKinds = keysOf(messageKindFacts);
export const messageKind = byName(messageKinds);

export const messageChannels = ['whatsapp'] as const;
export type MessageChannel = (typeof messageChannels)[number];
