import { defineMachine } from '../machine.ts';

/**
 * One provider payment id, ordered by strength of evidence: a later fact never weakens an earlier, stronger one.
 * A capture outweighs `voided`, so that both orders of arrival end in the same state.
 */
export const attemptMachine = defineMachine({
  name: 'attempt',
  states: ['created', 'requires_action', 'failed', 'authorized', 'voided', 'captured'],
  initial: ['created', 'requires_action', 'failed', 'authorized', 'voided', 'captured'],
  edges: [
    ['created', 'requires_action'],
    ['created', 'failed'],
    ['created', 'authorized'],
    ['created', 'captured'],
    ['requires_action', 'failed'],
    ['requires_action', 'authorized'],
    ['requires_action', 'captured'],
    ['failed', 'authorized'],
    ['failed', 'captured'],
    ['created', 'voided'],
    ['requires_action', 'voided'],
    ['failed', 'voided'],
    ['authorized', 'captured'],
    ['authorized', 'voided'],
    ['voided', 'captured'],
  ],
  sets: {
    /** The provider may still report money for it. */
    open: ['created', 'requires_action', 'authorized'],
    /** Money is authorized or captured. */
    holdsMoney: ['authorized', 'captured'],
  },
  maps: {},
  ranked: true,
});

/** One charge; derived from its attempts. `closed` = the booking ended and nothing was captured. */
export const paymentMachine = defineMachine({
  name: 'payment',
  states: ['pending', 'authorized', 'captured', 'closed'],
  initial: ['pending'],
  edges: [
    ['pending', 'authorized'],
    ['pending', 'captured'],
    ['pending', 'closed'],
    ['authorized', 'pending'],
    ['authorized', 'captured'],
    ['authorized', 'closed'],
    ['closed', 'pending'],
    ['closed', 'authorized'],
    ['closed', 'captured'],
  ],
  sets: {
    /** No money is known. */
    empty: ['pending', 'closed'],
    /** Nothing is captured yet and the booking has not ended. */
    open: ['pending', 'authorized'],
  },
  maps: {},
  ranked: false,
});

export type AttemptState = (typeof attemptMachine.states)[number];
export type PaymentState = (typeof paymentMachine.states)[number];
export const attemptState = attemptMachine.state;
export const paymentState = paymentMachine.state;
