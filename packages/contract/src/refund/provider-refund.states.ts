import { defineMachine } from '../machine.ts';

/** A refund as the provider tells it. It may be told in any order: the strongest word stands. */
export const providerRefundMachine = defineMachine({
  name: 'provider_refund',
  states: ['submitted', 'processed', 'failed'],
  initial: ['submitted', 'processed', 'failed'],
  edges: [
    ['submitted', 'processed'],
    ['submitted', 'failed'],
    ['processed', 'failed'],
  ],
  sets: {
    /** Took its money out of the account, or is about to. */
    gone: ['submitted', 'processed'],
  },
  maps: {},
  ranked: true,
});

export type ProviderRefundState = (typeof providerRefundMachine.states)[number];
export const providerRefundState = providerRefundMachine.state;
