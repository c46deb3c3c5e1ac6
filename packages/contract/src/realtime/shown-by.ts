import type { Procedures } from '../procedures.ts';
import type { FeedSubject } from './realtime.procedures.ts';

type QueryIn<Area extends keyof Procedures> = {
  [Verb in keyof Procedures[Area]]: Procedures[Area][Verb] extends { readonly kind: 'query' }
    ? `${Area}.${Verb & string}`
    : never;
}[keyof Procedures[Area]];

/** Path of a query, as tRPC clients key it. */
export type QueryPath = { [Area in keyof Procedures]: QueryIn<Area> }[keyof Procedures];

export interface Showing {
  /** A change of one of these makes the answer stale. */
  readonly subjects: readonly FeedSubject[];
  /** True for a list that can gain a row: it is stale even if it does not show the changed subject yet. */
  readonly gainsRows: boolean;
}

const still: Showing = { subjects: [], gainsRows: false };
const one = (...subjects: readonly FeedSubject[]): Showing => ({ subjects, gainsRows: false });
const list = (...subjects: readonly FeedSubject[]): Showing => ({ subjects, gainsRows: true });

/**
 * Which feed subjects every query shows. The keys are all queries of the registry: a new one does not compile without
 * its line here, so no page goes stale because a line was forgotten.
 */
export const shownBy: Readonly<Record<QueryPath, Showing>> = {
  'auth.me': still,
  'clinics.list': still,
  'clinics.get': still,
  'clinics.doctors': still,
  'clinics.doctorSlots': still,
  'clinics.specialitySlots': still,
  'patients.list': still,
  'bookings.get': one('booking', 'payment'),
  'bookings.history': one('booking'),
  'bookings.mine': list('booking', 'payment'),
  'bookings.board': list('booking', 'payment'),
  'payments.get': one('payment'),
  'drawers.list': still,
  'providerAccounts.list': still,
  'ops.webhooks': still,
  'ops.webhook': still,
  'ops.messages': list('message'),
  'ops.whatsapp': still,
  'ops.invariants': still,
  'ops.stuck': list('payment'),
};
