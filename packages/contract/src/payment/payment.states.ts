import { defineMachine } from '../machine.ts';

/**
 * One provider payment id, ordered by strength of evidence: a later fact never weakens an earlier, stronger one.
 * Money taken outweighs the word that it was let go, so that both orders of arrival end alike.
 */
export const attemptMachine = defineMachine({
  name: 'attempt',
  states: ['created', 'requires_action', 'failed', 'authorized', 'voided', 'captured'],
  initial: ['created', 'requires_action', 'failed', 'authorized', 'captured'],
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
    ['authorized', 'captured'],
    ['authorized', 'voided'],
    ['voided', 'captured'],
  ],
  sets: {
    /** The provider may still bring money by it. */
    open: ['created', 'requires_action', 'authorized'],
    /** Money is held or taken. */
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
    ['authorized', 'captured'],
    ['authorized', 'closed'],
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
