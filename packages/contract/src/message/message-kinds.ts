import { type BookingState, bookingMachine, bookingState } from '../booking/booking.states.ts';
import { serviceTerms } from '../service-terms.ts';
import { byName, keysOf } from '../words.ts';

interface MessageKindFacts {
  /** What the message is about; `subjectId` of its row is the id of one of these. */
  readonly subject: 'booking' | 'otp_challenge';
  /** Why it is sent, in the words of channels that price and limit by purpose. */
  readonly purpose: 'authentication' | 'utility';
  /** Lower goes first where several are due. */
  readonly priority: number;
  /** Seconds after which it must not leave any more; null: its subject alone decides. */
  readonly expirySeconds: number | null;
  /** Booking states in which it may still be sent; null: whatever became of the booking. */
  readonly whileBooking: readonly BookingState[] | null;
  /** What its text is made of, beside the name of the clinic. */
  readonly variables: readonly MessageVariable[];
  /** True where the patient must have agreed to messages. */
  readonly needsConsent: boolean;
}

/** Everything a text may be made of. */
export type MessageVariable = 'doctor' | 'patient' | 'time' | 'money' | 'ref' | 'code';

/** Every kind of message, once: SQL, texts, the operator's pages and the documents follow this literal. */
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
    variables: ['patient', 'doctor', 'time', 'money', 'ref'],
    needsConsent: true,
  },
  payment_refunded_late: {
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

/** Every kind by its own name, for code that must name one. */
export const messageKinds = keysOf(messageKindFacts);
export const messageKind = byName(messageKinds);

export const messageChannels = ['whatsapp'] as const;
export type MessageChannel = (typeof messageChannels)[number];
