import { defineMachine } from '../machine.ts';

/**
 * What has become of our request. `processed → failed` exists at some providers; `unknown` is left only by asking the
 * provider. The provider's word is stronger than ours: a refund that it refused, or that we withdrew, may still be told.
 */
export const refundMachine = defineMachine({
  name: 'refund',
  states: ['requested', 'submitted', 'unknown', 'processed', 'failed', 'withdrawn'],
  initial: ['requested', 'submitted', 'processed', 'failed'],
  edges: [
    ['requested', 'submitted'],
    ['requested', 'processed'],
    ['requested', 'failed'],
    ['requested', 'withdrawn'],
    ['submitted', 'requested'],
    ['submitted', 'unknown'],
    ['submitted', 'processed'],
    ['submitted', 'failed'],
    ['unknown', 'requested'],
    ['unknown', 'submitted'],
    ['unknown', 'processed'],
    ['unknown', 'failed'],
    ['processed', 'failed'],
    ['failed', 'submitted'],
    ['failed', 'processed'],
    ['withdrawn', 'submitted'],
    ['withdrawn', 'processed'],
    ['withdrawn', 'failed'],
  ],
  sets: {
    /** Reserves or has moved its amount. */
    counts: ['requested', 'submitted', 'unknown', 'processed'],
    /** No outcome yet: we submit it, poll it and retry it. */
    open: ['requested', 'submitted', 'unknown'],
    /** Requested, and nothing has gone wrong so far. */
    onWay: ['requested', 'submitted'],
    /** Reached the provider, or may have. */
    sent: ['submitted', 'unknown'],
    /** Waits for a person. */
    stuck: ['failed', 'unknown'],
  },
  maps: {},
  ranked: false,
});

export type RefundState = (typeof refundMachine.states)[number];
export const refundState = refundMachine.state;
export const refundReasons = [
  'clinic_cancelled',
  'late_payment',
  'duplicate_payment',
  'wrong_payment',
  'provider_initiated',
] as const;
export type RefundReason = (typeof refundReasons)[number];
