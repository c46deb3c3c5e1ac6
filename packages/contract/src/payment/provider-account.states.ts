import { defineMachine } from '../machine.ts';

/** An account at a provider. A draining one gets no new orders; what it already has goes on. */
export const providerAccountMachine = defineMachine({
  name: 'provider_account',
  states: ['active', 'draining', 'closed'],
  initial: ['active'],
  edges: [
    ['active', 'draining'],
    ['draining', 'active'],
    ['draining', 'closed'],
  ],
  sets: {
    /** Answers for what it holds. */
    open: ['active', 'draining'],
  },
  maps: {},
  ranked: false,
});

export type ProviderAccountState = (typeof providerAccountMachine.states)[number];
export const providerAccountState = providerAccountMachine.state;
