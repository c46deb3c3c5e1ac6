import { defineMachine } from '../machine.ts';

/**
 * An account at a provider. A pending one waits until its keys are confirmed. A draining one gets no new orders; what it
 * already has goes on. A closed one may be connected again.
 */
export const providerAccountMachine = defineMachine({
  name: 'provider_account',
  states: ['pending', 'active', 'draining', 'closed'],
  initial: ['pending', 'active'],
  edges: [
    ['pending', 'active'],
    ['pending', 'closed'],
    ['active', 'draining'],
    ['draining', 'active'],
    ['draining', 'closed'],
    ['closed', 'pending'],
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
