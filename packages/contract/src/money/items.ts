import { byName } from '../words.ts';

/** What a person must look at. Opened and closed by derivation from the money itself, never by a list of names. */
export const itemKinds = [
  /** Money at our account that belongs to no order of ours. */
  'unknown_money',
  /** Captured with another amount, currency or mode than asked. */
  'wrong_money',
  /** Captured beyond what the bill needs. */
  'surplus',
  /** The provider refused to give back what is owed. */
  'refund_refused',
  /** Owed to the payer, but less than the provider refunds. */
  'below_minimum',
  /** The provider returned more than it had captured. */
  'over_refunded',
  /** A standing visit whose money went back. */
  'uncovered_visit',
  /** The desk took money for a bill that no longer needs it. */
  'desk_money_owed',
  /** A call to the provider has no outcome within its time. */
  'operation_overdue',
] as const;
export type ItemKind = (typeof itemKinds)[number];
export const itemKind = byName(itemKinds);
