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

/** The stand-in's record of what happened to the money; tests assert on it, independently of the HTTP responses. */
export class Book {
  readonly orders = new Map<string, OrderRecord>();
  readonly payments = new Map<string, PaymentRecord>();
  readonly refunds = new Map<string, RefundRecord>();
  readonly events = new Map<string, EventRecord>();
  readonly due = new Map<string, DueAction>();
  captures: CaptureRecord[] = [];
  calls: CallRecord[] = [];
  private onChange: () => void = () => undefined;

  whenChanged(listener: () => void): void {
    this.onChange = listener;
  }

  changed(): void {
    this.onChange();
  }

  order(id: string): OrderRecord {
    const record = this.orders.get(id);
    if (record === undefined) throw unknownId();
    return record;
  }

  payment(id: string): PaymentRecord {
    const record = this.payments.get(id);
    if (record === undefined) throw unknownId();
    return record;
  }

  refund(id: string): RefundRecord {
    const record = this.refunds.get(id);
    if (record === undefined) throw unknownId();
    return record;
  }

  paymentsOf(orderId: string): PaymentRecord[] {
    return [...this.payments.values()].filter((record) => record.entity.order_id === orderId);
  }

  refundsOf(paymentId: string): RefundRecord[] {
    return [...this.refunds.values()].filter((record) => record.entity.payment_id === paymentId);
  }

  noteCall(call: CallRecord): CallRecord {
    this.calls.push(call);
    if (this.calls.length > keptCalls) this.calls.splice(0, this.calls.length - keptCalls);
    return call;
  }

  noteEvent(event: EventRecord): void {
    this.events.set(event.id, event);
    if (this.events.size > keptEvents) this.forgetOldestFinishedEvent();
    this.changed();
  }

  clear(): void {
    for (const map of [this.orders, this.payments, this.refunds, this.events, this.due]) map.clear();
    this.captures = [];
    this.calls = [];
    this.changed();
  }

  snapshot(): BookSnapshot {
    return {
      version: 1,
      orders: [...this.orders.values()],
      payments: [...this.payments.values()],
      refunds: [...this.refunds.values()],
      captures: this.captures,
      calls: this.calls,
      events: [...this.events.values()],
      due: [...this.due.values()],
    };
  }

  restore(snapshot: BookSnapshot): void {
    this.clear();
    for (const record of snapshot.orders) this.orders.set(record.entity.id, record);
    for (const record of snapshot.payments) this.payments.set(record.entity.id, record);
    for (const record of snapshot.refunds) this.refunds.set(record.entity.id, record);
    for (const event of snapshot.events) this.events.set(event.id, event);
    for (const action of snapshot.due) this.due.set(action.id, action);
    this.captures = [...snapshot.captures];
    this.calls = [...snapshot.calls];
  }

  private forgetOldestFinishedEvent(): void {
    for (const [id, event] of this.events) {
      if (event.state === 'pending' || event.state === 'held') continue;
      this.events.delete(id);
      return;
    }
  }
}
