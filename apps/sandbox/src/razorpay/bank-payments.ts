import type { BankParts } from './bank-parts.ts';
import type { CaptureRecord, Fee, OrderRecord, PaymentRecord } from './book.ts';
import { longestManualMinutes } from './defaults.ts';
import { feeFor, type Notes, newOrder, newPayment, type Payer, type PayMethod } from './entities.ts';

type CaptureRules = Pick<OrderRecord, 'captureMode'> &
  Partial<Pick<OrderRecord, 'automaticMinutes' | 'manualMinutes'>>;

type OrderInput = CaptureRules & {
  amount: number;
  currency: string;
  receipt: string | null;
  notes: Notes;
};

interface AttemptInput {
  amount?: number | undefined;
  currency?: string | undefined;
  method: PayMethod;
  payer?: Payer;
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

const minuteMs = 60_000;

function ordersIn({ book, clock }: BankParts) {
  return {
    createOrder: (input: OrderInput): OrderRecord => {
      const { captureMode, automaticMinutes = null, manualMinutes = longestManualMinutes } = input;
      const record: OrderRecord = {
        entity: newOrder({ ...input, createdAt: clock.seconds() }),
        captureMode,
        automaticMinutes,
        manualMinutes,
      };
      book.orders.set(record.entity.id, record);
      book.changed();
      return record;
    },
  };
}

function attemptsIn({ book, clock, events, mark, terms }: BankParts) {
  /** What the payer is charged for an order of that amount. */
  const charged = (amount: number): number =>
    terms.feeBearer === 'payer' ? amount + feeFor(amount, terms).fee : amount;

  function register(record: PaymentRecord): PaymentRecord {
    book.addPayment(record);
    mark(record);
    return record;
  }

  return {
    startAttempt: ({ entity: order }: OrderRecord, input: AttemptInput): PaymentRecord => {
      order.attempts += 1;
      if (order.status === 'created') order.status = 'attempted';
      const entity = newPayment({
        order,
        amount: input.amount ?? charged(order.amount),
        currency: input.currency ?? order.currency,
        method: input.method,
        payer: input.payer ?? {},
        feeBearer: terms.feeBearer,
        createdAt: clock.seconds(),
      });
      return register({ entity, history: [], fee: null });
    },
    /** Money without an order can never be captured; the provider gives it back. */
    startWithoutOrder: (amount: number, currency: string): PaymentRecord => {
      const entity = newPayment({
        order: null,
        amount,
        currency,
        method: 'upi',
        payer: {},
        feeBearer: terms.feeBearer,
        createdAt: clock.seconds(),
      });
      return register({ entity, history: [], fee: null });
    },
    fail: (payment: PaymentRecord): void => {
      Object.assign(payment.entity, bankRefusal, { status: 'failed' });
      mark(payment);
      events.payment('payment.failed', payment.entity);
    },
  };
}

type Capture = (payment: PaymentRecord, by: CaptureRecord['by']) => void;

function capturesIn(parts: BankParts) {
  const { book, clock, events, mark, balance, due, terms } = parts;

  const orderOf = ({ entity }: PaymentRecord): OrderRecord | undefined =>
    book.orders.get(entity.order_id ?? '');

  function settleOrder({ entity }: OrderRecord, payment: PaymentRecord): void {
    const fee = terms.feeBearer === 'payer' ? (payment.fee?.fee ?? 0) : 0;
    entity.amount_paid += payment.entity.amount - fee;
    entity.amount_due = Math.max(0, entity.amount - entity.amount_paid);
    if (entity.amount_due > 0) return;
    entity.status = 'paid';
    book.changed();
    events.orderPaid(entity, payment.entity);
  }

  function authorize(payment: PaymentRecord): void {
    const { entity } = payment;
    Object.assign(entity, noError, { status: 'authorized' });
    mark(payment);
    events.payment('payment.authorized', entity);
    const minutes = orderOf(payment)?.manualMinutes ?? longestManualMinutes;
    due.planAt('expire-authorization', entity.id, entity.created_at * 1000 + minutes * minuteMs);
  }

  /** A payer who bears the fee was charged it on the order's amount, not on the sum. */
  function feeOf(payment: PaymentRecord): Fee {
    const amount = orderOf(payment)?.entity.amount;
    const isOnTop = terms.feeBearer === 'payer' && amount !== undefined;
    return feeFor(isOnTop ? amount : payment.entity.amount, terms);
  }

  function capture(payment: PaymentRecord, by: CaptureRecord['by']): void {
    const { entity } = payment;
    due.drop('expire-authorization', entity.id);
    payment.fee = feeOf(payment);
    const told = terms.feeToldAfterMs === null ? payment.fee : {};
    Object.assign(entity, noError, { status: 'captured', captured: true }, told);
    mark(payment);
    const { id, order_id: orderId, amount, currency } = entity;
    balance.move({ kind: 'payment', paymentId: id, currency, gross: amount, ...payment.fee });
    book.captures.push({ paymentId: id, orderId, amount, currency, by, at: clock.iso() });
    events.payment('payment.captured', entity);
    if (terms.feeToldAfterMs !== null) due.plan('tell-fee', id, terms.feeToldAfterMs);
    const order = orderOf(payment);
    const isSecond = order?.entity.status === 'paid';
    if (order !== undefined) settleOrder(order, payment);
    if (isSecond && terms.secondCapture === 'given_back') due.plan('give-back', id, terms.giveBackAfterMs);
  }

  return {
    authorize,
    capture,
    /** The result of a successful payment, by the order's capture setting. */
    succeed: (payment: PaymentRecord): void => {
      authorize(payment);
      const order = orderOf(payment);
      if (order?.captureMode !== 'automatic') return;
      const { automaticMinutes: minutes } = order;
      const isInTime =
        minutes === null || clock.nowMs() <= payment.entity.created_at * 1000 + minutes * minuteMs;
      if (isInTime) capture(payment, 'automatic');
    },
  };
}

function correctionsIn({ book, mark, balance }: BankParts, capture: Capture) {
  return {
    /** Capture and give-back have crossed: both happened, and the refund left the balance after all. */
    captureGivenBack: (payment: PaymentRecord): void => {
      const { entity } = payment;
      const { id, amount, currency } = entity;
      capture(payment, 'control');
      for (const { entity: refund } of book.refundsOf(id).filter((one) => one.entity.status !== 'failed'))
        balance.move({
          kind: 'refund',
          paymentId: id,
          refundId: refund.id,
          currency,
          gross: -refund.amount,
        });
      if (entity.amount_refunded === amount) entity.status = 'refunded';
      mark(payment);
    },
    /** Fee and tax become known to the merchant; other figures correct what the balance was charged. */
    tellFee: (payment: PaymentRecord, changed?: Fee): void => {
      const { entity, fee: before } = payment;
      if (before === null) return;
      const told = changed ?? before;
      if (told.fee !== before.fee || told.tax !== before.tax) {
        const { id: paymentId, currency } = entity;
        const [fee, tax] = [told.fee - before.fee, told.tax - before.tax];
        balance.move({ kind: 'fee_change', paymentId, currency, gross: 0, fee, tax });
      }
      payment.fee = told;
      Object.assign(entity, told);
      book.changed();
    },
  };
}

export function bankPayments(parts: BankParts) {
  const captures = capturesIn(parts);
  return {
    ...ordersIn(parts),
    ...attemptsIn(parts),
    ...captures,
    ...correctionsIn(parts, captures.capture),
  };
}
