import { bookingState } from '@holdfast/contract/booking/booking.states';
import type { Attempt, Bill, BillBooking, BillSums, OpenItem } from './bill.ts';
import { wrongOf } from './judge-money.ts';
import { moneyMessages } from './money-messages.ts';
import type { Posting } from './post-ledger.ts';

/** The rows that differ between two states of a bill, by the names that the writer knows them by. */
export type BillChanges = Readonly<Record<string, readonly object[]>>;

interface HasId {
  readonly id: string;
}

/** By field: what the database gives back has its fields in another order. */
const isSameSums = (one: BillSums, other: BillSums): boolean =>
  (Object.keys(one) as (keyof BillSums)[]).every((field) => one[field] === other[field]);

const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Rows that were not there, and rows that are another than before. */
function split<T extends HasId>(before: readonly T[], after: readonly T[]): { added: T[]; changed: T[] } {
  const known = new Map(before.map((row) => [row.id, row]));
  const added = after.filter(({ id }) => !known.has(id));
  const changed = after.filter((row) => {
    const earlier = known.get(row.id);
    return earlier !== undefined && !isSame(earlier, row);
  });
  return { added, changed };
}

const keyOf = ({ kind, subjectId }: OpenItem): string => `${kind} ${subjectId}`;

function itemChanges(before: Bill, after: Bill): { items: OpenItem[]; closedItems: OpenItem[] } {
  const was = new Map(before.items.map((item) => [keyOf(item), item]));
  const is = new Set(after.items.map(keyOf));
  return {
    items: after.items.filter((item) => {
      const earlier = was.get(keyOf(item));
      return earlier === undefined || earlier.amountMinor !== item.amountMinor;
    }),
    closedItems: before.items.filter((item) => !is.has(keyOf(item))),
  };
}

/** A booking that the reducer made: written as held, confirmed by the change that follows. */
function successorsOf(added: readonly BillBooking[], before: Bill): BillBooking[] {
  const ours = new Set(before.bookings.map(({ id }) => id));
  return added.filter(({ predecessorId }) => predecessorId !== null && ours.has(predecessorId));
}

function bookingChanges(before: Bill, after: Bill) {
  const { added, changed } = split(before.bookings, after.bookings);
  const successors = successorsOf(added, before);
  const moves = [...added.filter(({ state }) => state !== bookingState.held), ...changed];
  return { successors, bookings: moves.map(({ id, state }) => ({ id, state, billId: after.id })) };
}

/** Everything else on which the decision rests: bookings of this bill, and the bill that a booking comes from. */
function readRows(before: Bill, versions: ReadonlyMap<string, number>) {
  const ids = [
    ...before.bookings.map(({ id }) => id),
    ...(before.rebooked ? [before.rebooked.booking.id] : []),
  ];
  return ids.map((id) => ({ id, version: versions.get(id) ?? 0 }));
}

export interface ChangeSet {
  /** Number of the change set within its call. */
  readonly n: number;
  readonly before: Bill;
  readonly after: Bill;
  readonly postings: readonly Posting[];
  /** Versions of the bookings that were read, by id. */
  readonly bookingVersions: ReadonlyMap<string, number>;
}

export function changesOf({ n, before, after, postings, bookingVersions }: ChangeSet): BillChanges {
  const { clinicId } = after;
  const bill = { billId: after.id };
  const attempts = split(before.attempts, after.attempts);
  const refunds = split(before.refunds, after.refunds);
  const requests = split(before.requests, after.requests);
  const operations = split(before.operations, after.operations);
  const paymentOf = new Map(after.attempts.map(({ id, paymentId }) => [id, paymentId]));
  const judged = (attempt: Attempt) => ({ ...attempt, wrong: wrongOf(after, attempt) });
  const rows: Record<string, readonly object[]> = {
    bills: [
      { id: after.id, version: before.version, reviewAt: after.reviewAt, ...after.sums },
      ...(after.bookings.some(({ id }) => id === before.rebooked?.booking.id) && before.rebooked
        ? [{ id: before.rebooked.billId, version: before.rebooked.billVersion, reviewAt: null }]
        : []),
    ],
    readBookings: readRows(before, bookingVersions),
    ...bookingChanges(before, after),
    newAttempts: attempts.added.map(judged),
    attempts: attempts.changed.map(judged),
    objects: [
      ...attempts.added.map(({ paymentId, providerAccountId, providerPaymentId }) => ({
        paymentId,
        providerAccountId,
        objectId: providerPaymentId,
        kind: 'payment',
      })),
      ...refunds.added.map(({ attemptId, providerRefundId }) => ({
        paymentId: paymentOf.get(attemptId),
        providerAccountId: after.attempts.find(({ id }) => id === attemptId)?.providerAccountId,
        objectId: providerRefundId,
        kind: 'refund',
      })),
    ],
    payments: split(before.payments, after.payments).changed,
    refunds: [...refunds.added, ...refunds.changed],
    newRequests: requests.added.map((request) => ({
      ...request,
      paymentId: paymentOf.get(request.attemptId),
    })),
    requests: requests.changed,
    newOperations: operations.added.map((operation) => ({ ...operation, ...bill })),
    operations: operations.changed,
    covers: split(before.covers, after.covers).added.map((cover) => ({
      ...cover,
      ...bill,
      currency: after.currency,
    })),
    deposits: split(before.deposits, after.deposits).added.map((deposit) => ({
      ...deposit,
      ...bill,
      currency: after.currency,
    })),
    postings: postings.map(({ id, cause, effectiveAt }) => ({ id, cause, effectiveAt, ...bill })),
    entries: postings.flatMap(({ id: postingId, entries }) =>
      entries.map((entry) => ({ ...entry, postingId })),
    ),
    ...withBill(itemChanges(before, after), after.id),
    messages: moneyMessages(before, after),
  };
  return Object.fromEntries(
    Object.entries(rows).map(([name, all]) => [name, all.map((row) => ({ ...row, n, clinicId }))]),
  );
}

const withBill = (
  { items, closedItems }: { items: OpenItem[]; closedItems: OpenItem[] },
  billId: string,
): Record<string, object[]> => ({ items: items.map((item) => ({ ...item, billId })), closedItems });

/** Only what was read is in it: a bill to which nothing happened is not written. */
export function isUnchanged(before: Bill, after: Bill, changes: BillChanges): boolean {
  const { bills: _, readBookings: __, ...rows } = changes;
  const isSameReview = before.reviewAt?.getTime() === after.reviewAt?.getTime();
  return (
    isSameReview &&
    isSameSums(before.sums, after.sums) &&
    Object.values(rows).every((all) => all.length === 0)
  );
}

/** Change sets of several bills as one call. */
export function together(all: readonly BillChanges[]): BillChanges {
  const names = new Set(all.flatMap((changes) => Object.keys(changes)));
  return Object.fromEntries([...names].map((name) => [name, all.flatMap((changes) => changes[name] ?? [])]));
}
