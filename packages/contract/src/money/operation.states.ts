import { defineMachine } from '../machine.ts';

/**
 * One call to a provider that moves or reserves money. `unknown` is left only by asking the provider; a refusal for now
 * goes back to `planned` with a later time, so that `refused` is final.
 */
export const operationMachine = defineMachine({
  name: 'operation',
  states: ['planned', 'sent', 'unknown', 'confirmed', 'refused', 'withdrawn'],
  initial: ['planned'],
  edges: [
    ['planned', 'sent'],
    ['planned', 'confirmed'],
    ['planned', 'withdrawn'],
    ['sent', 'planned'],
    ['sent', 'unknown'],
    ['sent', 'confirmed'],
    ['sent', 'refused'],
    // An order that nobody can pay any more: what it came to matters no longer.
    ['sent', 'withdrawn'],
    ['unknown', 'planned'],
    ['unknown', 'sent'],
    ['unknown', 'confirmed'],
    ['unknown', 'refused'],
    ['unknown', 'withdrawn'],
    ['refused', 'confirmed'],
  ],
  sets: {
    /** Its outcome is still open. */
    open: ['planned', 'sent', 'unknown'],
    /** It reached the provider, or may have. */
    away: ['sent', 'unknown'],
  },
  maps: {},
  ranked: false,
});

export type OperationState = (typeof operationMachine.states)[number];
export const operationState = operationMachine.state;

export const operationKinds = ['create_order', 'capture', 'refund'] as const;
export type OperationKind = (typeof operationKinds)[number];
