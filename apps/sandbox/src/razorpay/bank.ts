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

interface BankParts {
  readonly book: Book;
  readonly events: WebhookEvents;
  readonly mark: (record: PaymentRecord | RefundRecord) => void;
}

function paymentsOf({ book, events, mark }: BankParts) {
  function settleOrder(order: OrderRecord, payment: PaymentRecord): void {
    const { entity } = order;
    entity.amount_paid += payment.entity.amount;
    entity.amount_due = Math.max(0, entity.amount - entity.amount_paid);
    if (entity.amount_due > 0) return;
    entity.status = 'paid';
    book.changed();
    events.orderPaid(entity, payment.entity);
  }

  function authorize(payment: PaymentRecord): void {
    Object.assign(payment.entity, noError, { status: 'authorized' });
    mark(payment);
    events.payment('payment.authorized', payment.entity);
  }

  function capture(payment: PaymentRecord, by: CaptureRecord['by']): void {
    const { entity } = payment;
    Object.assign(entity, noError, { status: 'captured', captured: true }, feeFor(entity.amount));
    mark(payment);
    const { id, order_id: orderId, amount, currency } = entity;
    book.captures.push({ paymentId: id, orderId, amount, currency, by, at: new Date().toISOString() });
    events.payment('payment.captured', entity);
    const order = orderId === null ? undefined : book.orders.get(orderId);
    if (order !== undefined) settleOrder(order, payment);
  }

  return {
    authorize,
    capture,
    createOrder: (input: OrderInput): OrderRecord => {
      const record: OrderRecord = { entity: newOrder(input), captureMode: input.captureMode };
      book.orders.set(record.entity.id, record);
      book.changed();
      return record;
    },
    startAttempt: ({ entity }: OrderRecord, input: AttemptInput): PaymentRecord => {
      const payment = newPayment({
        order: entity,
        amount: input.amount ?? entity.amount,
        currency: input.currency ?? entity.currency,
        method: input.method,
        payer: input.payer ?? {},
      });
      const record: PaymentRecord = { entity: payment, history: [] };
      book.payments.set(payment.id, record);
      entity.attempts += 1;
      if (entity.status === 'created') entity.status = 'attempted';
      mark(record);
      return record;
    },
    fail: (payment: PaymentRecord): void => {
      Object.assign(payment.entity, bankRefusal, { status: 'failed' });
      mark(payment);
      events.payment('payment.failed', payment.entity);
    },
    /** Result of a successful payment, by the order's capture setting. */
    succeed: (payment: PaymentRecord): void => {
      authorize(payment);
      const order = book.orders.get(payment.entity.order_id ?? '');
      if (order?.captureMode === 'automatic') capture(payment, 'automatic');
    },
  };
}

function refundsOf({ book, events, mark }: BankParts) {
  function countRefunds(payment: PaymentRecord): void {
    const refunds = book.refundsOf(payment.entity.id).filter((refund) => refund.entity.status !== 'failed');
    const sum = refunds.reduce((total, refund) => total + refund.entity.amount, 0);
    const { entity } = payment;
    entity.amount_refunded = sum;
    entity.refund_status = sum === 0 ? null : sum < entity.amount ? 'partial' : 'full';
    if (entity.refund_status === 'full') entity.status = 'refunded';
    else if (entity.status === 'refunded') entity.status = entity.captured ? 'captured' : 'authorized';
    const last = payment.history.at(-1);
    if (last?.status !== entity.status) mark(payment);
  }

  function createRefund(payment: PaymentRecord, input: RefundInput): RefundRecord {
    const refund: RefundRecord = {
      entity: newRefund({ payment: payment.entity, ...input }),
      idempotencyKey: input.idempotencyKey,
      requestHash: input.requestHash,
      requestedBy: input.requestedBy,
      history: [],
    };
    book.refunds.set(refund.entity.id, refund);
    countRefunds(payment);
    mark(refund);
    events.refund('refund.created', refund.entity, payment.entity);
    return refund;
  }

  function processRefund(refund: RefundRecord): void {
    if (refund.entity.status !== 'pending') return;
    refund.entity.status = 'processed';
    refund.entity.acquirer_data = { arn: digits(23) };
    mark(refund);
    events.refund('refund.processed', refund.entity, book.payment(refund.entity.payment_id).entity);
  }

  function failRefund(refund: RefundRecord): void {
    if (refund.entity.status === 'failed') return;
    refund.entity.status = 'failed';
    refund.entity.acquirer_data = { arn: null };
    mark(refund);
    const payment = book.payment(refund.entity.payment_id);
    countRefunds(payment);
    events.refund('refund.failed', refund.entity, payment.entity);
  }

  /** The provider refunds uncaptured money by itself; the payment was never captured. */
  function autoRefund(payment: PaymentRecord): RefundRecord {
    if (payment.entity.status !== 'authorized') {
      throw new Refusal('Only an authorized payment is refunded automatically', { reason: 'wrong_state' });
    }
    const refund = createRefund(payment, {
      amount: payment.entity.amount,
      notes: [],
      receipt: null,
      speed: 'normal',
      requestedBy: 'provider',
      idempotencyKey: null,
      requestHash: null,
    });
    processRefund(refund);
    return refund;
  }
  return { createRefund, processRefund, failRefund, autoRefund };
}

/** Money movements at the provider. Each one writes to the book and emits its webhook events. */
export function createBank(book: Book, events: WebhookEvents) {
  const mark = (record: PaymentRecord | RefundRecord): void => {
    record.history.push({ status: record.entity.status, at: new Date().toISOString() });
    book.changed();
  };
  const parts = { book, events, mark };
  return { ...paymentsOf(parts), ...refundsOf(parts) };
}
export type Bank = ReturnType<typeof createBank>;
