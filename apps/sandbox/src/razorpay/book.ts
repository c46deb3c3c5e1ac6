import type { OrderEntity, PaymentEntity, RefundEntity } from './entities.ts';
import { unknownId } from './refusal.ts';

export interface Moment {
  status: string;
  at: string;
}

export interface OrderRecord {
  entity: OrderEntity;
  captureMode: 'automatic' | 'manual';
}

export interface PaymentRecord {
  entity: PaymentEntity;
  history: Moment[];
}

export interface RefundRecord {
  entity: RefundEntity;
  idempotencyKey: string | null;
  /** hash of the request, to distinguish a repeat from another request under the same key */
  requestHash: string | null;
  requestedBy: 'api' | 'dashboard' | 'provider';
  history: Moment[];
}

export interface CaptureRecord {
  paymentId: string;
  orderId: string | null;
  amount: number;
  currency: string;
  by: 'api' | 'automatic' | 'control';
  at: string;
}

export interface CallRecord {
  operation: string;
  path: string;
  idempotencyKey: string | null;
  misbehaviour: string | null;
  /** null while the call has no response yet */
  status: number | null;
  at: string;
}

export interface DeliveryTry {
  at: string;
  status: number | null;
  error: string | null;
}

export type EventState = 'pending' | 'held' | 'delivered' | 'dropped' | 'gave_up' | 'no_endpoint';

export interface EventRecord {
  id: string;
  type: string;
  orderId: string | null;
  /** the exact bytes that are signed and sent, identical on every delivery */
  body: string;
  signature: string;
  state: EventState;
  misbehaviour: string | null;
  tries: DeliveryTry[];
  createdAt: string;
}

export interface DueAction {
  id: string;
  kind: 'authorize' | 'process-refund' | 'fail-refund';
  subjectId: string;
  dueAtMs: number;
}

export interface BookSnapshot {
  version: 1;
  orders: OrderRecord[];
  payments: PaymentRecord[];
  refunds: RefundRecord[];
  captures: CaptureRecord[];
  calls: CallRecord[];
  events: EventRecord[];
  due: DueAction[];
}

const keptCalls = 1000;
const keptEvents = 5000;

/** The record behind an id, or the provider's error for an unknown one. */
const lookUpIn =
  <Entry>(records: ReadonlyMap<string, Entry>) =>
  (id: string): Entry => {
    const record = records.get(id);
    if (record === undefined) throw unknownId();
    return record;
  };

const byEntity = <Entry extends { readonly entity: { readonly id: string } }>(records: readonly Entry[]) =>
  records.map((record) => [record.entity.id, record] as const);
const byOwnId = <Entry extends { readonly id: string }>(records: readonly Entry[]) =>
  records.map((record) => [record.id, record] as const);

function refill<Entry>(map: Map<string, Entry>, entries: readonly (readonly [string, Entry])[]): void {
  map.clear();
  for (const [id, entry] of entries) map.set(id, entry);
}

function forgetOldestFinished(events: Map<string, EventRecord>): void {
  for (const [id, { state }] of events) {
    if (state === 'pending' || state === 'held') continue;
    events.delete(id);
    return;
  }
}

function createRecords() {
  return {
    orders: new Map<string, OrderRecord>(),
    payments: new Map<string, PaymentRecord>(),
    refunds: new Map<string, RefundRecord>(),
    events: new Map<string, EventRecord>(),
    due: new Map<string, DueAction>(),
    captures: [] as CaptureRecord[],
    calls: [] as CallRecord[],
  };
}

/** The stand-in's record of what happened to the money; tests assert on it, independently of the HTTP responses. */
export function createBook() {
  const records = createRecords();
  const { orders, payments, refunds, events, due, captures, calls } = records;
  let onChange: () => void = () => undefined;

  function restore(snapshot: Omit<BookSnapshot, 'version'>): void {
    refill(orders, byEntity(snapshot.orders));
    refill(payments, byEntity(snapshot.payments));
    refill(refunds, byEntity(snapshot.refunds));
    refill(events, byOwnId(snapshot.events));
    refill(due, byOwnId(snapshot.due));
    captures.splice(0, captures.length, ...snapshot.captures);
    calls.splice(0, calls.length, ...snapshot.calls);
    onChange();
  }

  return {
    ...records,
    restore,
    whenChanged: (listener: () => void): void => {
      onChange = listener;
    },
    changed: (): void => onChange(),
    order: lookUpIn(orders),
    payment: lookUpIn(payments),
    refund: lookUpIn(refunds),
    paymentsOf: (orderId: string): PaymentRecord[] =>
      [...payments.values()].filter((record) => record.entity.order_id === orderId),
    refundsOf: (paymentId: string): RefundRecord[] =>
      [...refunds.values()].filter((record) => record.entity.payment_id === paymentId),
    noteCall: (call: CallRecord): CallRecord => {
      calls.push(call);
      if (calls.length > keptCalls) calls.splice(0, calls.length - keptCalls);
      return call;
    },
    noteEvent: (event: EventRecord): void => {
      events.set(event.id, event);
      if (events.size > keptEvents) forgetOldestFinished(events);
      onChange();
    },
    clear: (): void =>
      restore({ orders: [], payments: [], refunds: [], captures: [], calls: [], events: [], due: [] }),
    snapshot: (): BookSnapshot => ({
      version: 1,
      orders: [...orders.values()],
      payments: [...payments.values()],
      refunds: [...refunds.values()],
      captures: [...captures],
      calls: [...calls],
      events: [...events.values()],
      due: [...due.values()],
    }),
  };
}
export type Book = ReturnType<typeof createBook>;
