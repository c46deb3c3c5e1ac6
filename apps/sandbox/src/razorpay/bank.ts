import type { Book, CaptureRecord, OrderRecord, PaymentRecord, RefundRecord } from './book.ts';
import {
  feeFor,
  type Notes,
  newOrder,
  newPayment,
  newRefund,
  type Payer,
  type PayMethod,
} from './entities.ts';
import { digits } from './ids.ts';
import { Refusal } from './refusal.ts';
import type { WebhookEvents } from './webhook-events.ts';

interface OrderInput {
  amount: number;
  currency: string;
  receipt: string | null;
  notes: Notes;
  captureMode: OrderRecord['captureMode'];
}
interface AttemptInput {
  amount?: number;
  currency?: string;
  method: PayMethod;
  payer?: Payer;
}
interface RefundInput {
  amount: number;
  notes: Notes;
  receipt: string | null;
  speed: 'normal' | 'optimum';
  requestedBy: RefundRecord['requestedBy'];
  idempotencyKey: string | null;
  requestHash: string | null;
}

const bankRefusal = {
  error_code: 'BAD_REQUEST_ERROR',
  error_description:
    "Your payment didn't go through as it was declined by the bank. Try another payment method.",
  error_source: 'bank',
  error_step: 'payment_authorization',
  error_reason: 'payment_failed',
};
const noError = {
  error_code: null,
  error_description: null,
  error_source: null,
  error_step: null,
  error_reason: null,
};

/** Money movements at the provider. Each one writes to the book and emits its webhook events. */
export class Bank {
  private readonly book: Book;
  private readonly events: WebhookEvents;

  constructor(book: Book, events: WebhookEvents) {
    this.book = book;
    this.events = events;
  }

  createOrder(input: OrderInput): OrderRecord {
    const record: OrderRecord = { entity: newOrder(input), captureMode: input.captureMode };
    this.book.orders.set(record.entity.id, record);
    this.book.changed();
    return record;
  }

  startAttempt(order: OrderRecord, input: AttemptInput): PaymentRecord {
    const { entity } = order;
    const payment = newPayment({
      order: entity,
      amount: input.amount ?? entity.amount,
      currency: input.currency ?? entity.currency,
      method: input.method,
      payer: input.payer ?? {},
    });
    const record: PaymentRecord = { entity: payment, history: [] };
    this.book.payments.set(payment.id, record);
    entity.attempts += 1;
    if (entity.status === 'created') entity.status = 'attempted';
    this.mark(record);
    return record;
  }

  fail(payment: PaymentRecord): void {
    Object.assign(payment.entity, bankRefusal, { status: 'failed' });
    this.mark(payment);
    this.events.payment('payment.failed', payment.entity);
  }

  authorize(payment: PaymentRecord): void {
    Object.assign(payment.entity, noError, { status: 'authorized' });
    this.mark(payment);
    this.events.payment('payment.authorized', payment.entity);
  }

  capture(payment: PaymentRecord, by: CaptureRecord['by']): void {
    const { entity } = payment;
    Object.assign(entity, noError, { status: 'captured', captured: true }, feeFor(entity.amount));
    this.mark(payment);
    const { id, order_id: orderId, amount, currency } = entity;
    this.book.captures.push({ paymentId: id, orderId, amount, currency, by, at: new Date().toISOString() });
    this.events.payment('payment.captured', entity);
    const order = orderId === null ? undefined : this.book.orders.get(orderId);
    if (order !== undefined) this.settleOrder(order, payment);
  }

  /** Result of a successful payment, by the order's capture setting. */
  succeed(payment: PaymentRecord): void {
    this.authorize(payment);
    const order = this.book.orders.get(payment.entity.order_id ?? '');
    if (order?.captureMode === 'automatic') this.capture(payment, 'automatic');
  }

  createRefund(payment: PaymentRecord, input: RefundInput): RefundRecord {
    const refund: RefundRecord = {
      entity: newRefund({ payment: payment.entity, ...input }),
      idempotencyKey: input.idempotencyKey,
      requestHash: input.requestHash,
      requestedBy: input.requestedBy,
      history: [],
    };
    this.book.refunds.set(refund.entity.id, refund);
    this.countRefunds(payment);
    this.mark(refund);
    this.events.refund('refund.created', refund.entity, payment.entity);
    return refund;
  }

  processRefund(refund: RefundRecord): void {
    if (refund.entity.status !== 'pending') return;
    refund.entity.status = 'processed';
    refund.entity.acquirer_data = { arn: digits(23) };
    this.mark(refund);
    this.events.refund('refund.processed', refund.entity, this.book.payment(refund.entity.payment_id).entity);
  }

  failRefund(refund: RefundRecord): void {
    if (refund.entity.status === 'failed') return;
    refund.entity.status = 'failed';
    refund.entity.acquirer_data = { arn: null };
    this.mark(refund);
    const payment = this.book.payment(refund.entity.payment_id);
    this.countRefunds(payment);
    this.events.refund('refund.failed', refund.entity, payment.entity);
  }

  /** The provider refunds uncaptured money by itself; the payment was never captured. */
  autoRefund(payment: PaymentRecord): RefundRecord {
    if (payment.entity.status !== 'authorized') {
      throw new Refusal('Only an authorized payment is refunded automatically', { reason: 'wrong_state' });
    }
    const refund = this.createRefund(payment, {
      amount: payment.entity.amount,
      notes: [],
      receipt: null,
      speed: 'normal',
      requestedBy: 'provider',
      idempotencyKey: null,
      requestHash: null,
    });
    this.processRefund(refund);
    return refund;
  }

  private settleOrder(order: OrderRecord, payment: PaymentRecord): void {
    const { entity } = order;
    entity.amount_paid += payment.entity.amount;
    entity.amount_due = Math.max(0, entity.amount - entity.amount_paid);
    if (entity.amount_due > 0) return;
    entity.status = 'paid';
    this.book.changed();
    this.events.orderPaid(entity, payment.entity);
  }

  private countRefunds(payment: PaymentRecord): void {
    const refunds = this.book
      .refundsOf(payment.entity.id)
      .filter((refund) => refund.entity.status !== 'failed');
    const sum = refunds.reduce((total, refund) => total + refund.entity.amount, 0);
    const { entity } = payment;
    entity.amount_refunded = sum;
    entity.refund_status = sum === 0 ? null : sum < entity.amount ? 'partial' : 'full';
    if (entity.refund_status === 'full') entity.status = 'refunded';
    else if (entity.status === 'refunded') entity.status = entity.captured ? 'captured' : 'authorized';
    const last = payment.history.at(-1);
    if (last?.status !== entity.status) this.mark(payment);
  }

  private mark(record: PaymentRecord | RefundRecord): void {
    record.history.push({ status: record.entity.status, at: new Date().toISOString() });
    this.book.changed();
  }
}
