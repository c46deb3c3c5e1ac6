import { defineMachine } from '../machine.ts';

/** `unknown` = the process died between click and proof: resolved by checking the chat, never re-sent blindly. */
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
  sets: {
    /** Certainly never left; may be sent, or suppressed. */
    waiting: ['queued', 'retrying'],
    /** May have left: only a check of the chat can tell. */
    unresolved: ['sending', 'unknown'],
    /** Not final: has a time at which it is due. */
    due: ['queued', 'retrying', 'sending', 'unknown'],
    /** Sent, and may still gain a delivery tick. */
    awaitsReceipt: ['sent', 'delivered'],
    /** Proved to have left. */
    proven: ['sent', 'delivered', 'read'],
  },
  maps: {},
  ranked: false,
});

export type MessageState = (typeof messageMachine.states)[number];
export const messageState = messageMachine.state;
