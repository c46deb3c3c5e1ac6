import { defineMachine } from '../machine.ts';

/** Replaying an event that is not applied is a command; an applied one never changes again. */
export const webhookMachine = defineMachine({
  name: 'webhook',
  states: ['retrying', 'dead', 'applied', 'ignored'],
  initial: ['applied', 'ignored', 'retrying'],
  edges: [
    ['retrying', 'applied'],
    ['retrying', 'ignored'],
    ['retrying', 'dead'],
    ['dead', 'retrying'],
    ['ignored', 'retrying'],
  ],
  sets: {
    /** May be replayed by an operator. */
    replayable: ['retrying', 'dead', 'ignored'],
  },
  maps: {},
  ranked: false,
});

export type WebhookState = (typeof webhookMachine.states)[number];
export const webhookState = webhookMachine.state;
