import { defineMachine } from '../machine.ts';

/** `processed → failed` exists at some providers; `unknown` is left only by looking. */
export const refundMachine = defineMachine({
  name: 'refund',
  states: ['requested', 'submitted', 'unknown', 'processed', 'failed'],
  initial: ['requested', 'submitted', 'processed', 'failed'],
  edges: [
    ['requested', 'submitted'],
    ['requested', 'processed'],
    ['requested', 'failed'],
    ['submitted', 'unknown'],
    ['submitted', 'processed'],
    ['submitted', 'failed'],
    ['unknown', 'submitted'],
    ['unknown', 'processed'],
    ['unknown', 'failed'],
    ['processed', 'failed'],
  ],
  ranked: false,
});

export type RefundState = (typeof refundMachine.states)[number];
export const refundReasons = [
  'clinic_cancelled',
  'patient_cancelled',
  'late_payment',
  'duplicate_payment',
  'provider_initiated',
] as const;
export type RefundReason = (typeof refundReasons)[number];
