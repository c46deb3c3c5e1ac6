import { defineMachine } from '../machine.ts';

/** `unknown` = died between the click and the proof: resolved by looking, never re-sent blindly. */
export const messageMachine = defineMachine({
  name: 'message',
  states: ['queued', 'sending', 'retrying', 'unknown', 'sent', 'delivered', 'read', 'failed', 'suppressed'],
  initial: ['queued'],
  edges: [
    ['queued', 'sending'],
    ['queued', 'retrying'],
    ['queued', 'failed'],
    ['queued', 'suppressed'],
    ['retrying', 'sending'],
    ['retrying', 'failed'],
    ['retrying', 'suppressed'],
    ['sending', 'retrying'],
    ['sending', 'sent'],
    ['sending', 'delivered'],
    ['sending', 'read'],
    ['sending', 'failed'],
    ['sending', 'unknown'],
    ['unknown', 'sent'],
    ['unknown', 'delivered'],
    ['unknown', 'read'],
    ['unknown', 'failed'],
    ['unknown', 'retrying'],
    ['sent', 'delivered'],
    ['sent', 'read'],
    ['delivered', 'read'],
  ],
  ranked: false,
});

export type MessageState = (typeof messageMachine.states)[number];
export const messageKinds = [
  'one_time_code',
  'booking_confirmed',
  'booking_cancelled',
  'payment_refunded_late',
] as const;
export type MessageKind = (typeof messageKinds)[number];
export const messageChannels = ['whatsapp'] as const;
export type MessageChannel = (typeof messageChannels)[number];
