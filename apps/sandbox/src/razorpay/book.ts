import type { Movement } from './balance.ts';
import type { DisputeEntity, OrderEntity, PaymentEntity, RefundEntity } from './entities.ts';
import { unknownId } from './refusal.ts';

export interface Moment {
  status: string;
  at: string;
}

export interface OrderRecord {
  entity: OrderEntity;
  captureMode: 'automatic' | 'manual';
  /** money authorized later than this is not captured by itself; null = whenever it comes */
  automaticMinutes: number | null;
  /** money not captured by then goes back to the payer */
  manualMinutes: number;
}

export interface Fee {
  fee: number;
  tax: number;
}

export interface PaymentRecord {
  entity: PaymentEntity;
  history: Moment[];
  /** what the provider charges; the entity tells it only when it is known to the merchant. null before the capture */
  fee: Fee | null;
}

export interface DisputeRecord {
  entity: DisputeEntity;
}

export interface RefundRecord {
  entity: RefundEntity;
  idempotencyKey: string | null;
  /** hash of the request, to distinguish a repeat from another request under the same key */
  requestHash: string | null;
  requestedBy: 'api' | 'dashboard' | 'provider';
  /** no event tells of it; only a look does */
  isSilent: boolean;
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

export type DueKind =
  | 'authorize'
  | 'process-refund'
  | 'fail-refund'
  | 'expire-authorization'
  | 'give-back'
  | 'tell-fee';

export interface DueAction {
  id: string;
  kind: DueKind;
  subjectId: string;
  dueAtMs: number;
}

export interface BookSnapshot {
  version: 2;
  /** how far the clock had been moved ahead of real time */
  clockAheadMs: number;
  orders: OrderRecord[];
  payments: PaymentRecord[];
  refunds: RefundRecord[];
  captures: CaptureRecord[];
  movements: Movement[];
  disputes: DisputeRecord[];
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

interface Rows {
  captures: CaptureRecord[];
  movements: Movement[];
  calls: CallRecord[];
}

function createRecords() {
  const rows: Rows = { captures: [], movements: [], calls: [] };
  return {
    ...rows,
    orders: new Map<string, OrderRecord>(),
    payments: new Map<string, PaymentRecord>(),
    refunds: new Map<string, RefundRecord>(),
    events: new Map<string, EventRecord>(),
    due: new Map<string, DueAction>(),
    disputes: new Map<string, DisputeRecord>(),
  };
}

type Records = ReturnType<typeof createRecords>;
type Contents = Omit<BookSnapshot, 'version' | 'clockAheadMs'>;

const emptyContents: Contents = {
  orders: [],
  payments: [],
  refunds: [],
  captures: [],
  movements: [],
  disputes: [],
  calls: [],
  events: [],
  due: [],
};

function fill(records: Records, contents: Contents): void {
  refill(records.orders, byEntity(contents.orders));
  refill(records.payments, byEntity(contents.payments));
  refill(records.refunds, byEntity(contents.refunds));
  refill(records.disputes, byEntity(contents.disputes));
  refill(records.events, byOwnId(contents.events));
  refill(records.due, byOwnId(contents.due));
  records.captures.splice(0, records.captures.length, ...contents.captures);
  records.movements.splice(0, records.movements.length, ...contents.movements);
  records.calls.splice(0, records.calls.length, ...contents.calls);
}

const contentsOf = (records: Records): Contents => ({
  orders: [...records.orders.values()],
  payments: [...records.payments.values()],
  refunds: [...records.refunds.values()],
  captures: [...records.captures],
  movements: [...records.movements],
  disputes: [...records.disputes.values()],
  calls: [...records.calls],
  events: [...records.events.values()],
  due: [...records.due.values()],
});

/** Records by the object that they belong to, so that a busy stand-in does not read them all. */
function createIndex<Entry>(ownerOf: (entry: Entry) => string | null) {
  const lists = new Map<string, Entry[]>();
  function add(entry: Entry): void {
    const owner = ownerOf(entry) ?? '';
    const list = lists.get(owner);
    if (list === undefined) lists.set(owner, [entry]);
    else list.push(entry);
  }
  return {
    add,
    of: (owner: string): Entry[] => [...(lists.get(owner) ?? [])],
    rebuild: (entries: Iterable<Entry>): void => {
      lists.clear();
      for (const entry of entries) add(entry);
    },
  };
}

/** The stand-in's record of what happened to the money; tests assert on it, independently of the HTTP responses. */
export function createBook() {
  const records = createRecords();
  const { orders, payments, refunds, disputes, events, calls } = records;
  const byOrder = createIndex(({ entity }: PaymentRecord) => entity.order_id);
  const byPayment = createIndex(({ entity }: RefundRecord) => entity.payment_id);
  let onChange: () => void = () => undefined;

  function restore(contents: Contents): void {
    fill(records, contents);
    byOrder.rebuild(payments.values());
    byPayment.rebuild(refunds.values());
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
    dispute: lookUpIn(disputes),
    addPayment: (payment: PaymentRecord): void => {
      payments.set(payment.entity.id, payment);
      byOrder.add(payment);
    },
    addRefund: (refund: RefundRecord): void => {
      refunds.set(refund.entity.id, refund);
      byPayment.add(refund);
    },
    paymentsOf: byOrder.of,
    refundsOf: byPayment.of,
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
    clear: (): void => restore(emptyContents),
    snapshot: (clockAheadMs: number): BookSnapshot => ({ version: 2, clockAheadMs, ...contentsOf(records) }),
  };
}
export type Book = ReturnType<typeof createBook>;
