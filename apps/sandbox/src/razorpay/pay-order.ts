import { z } from 'zod';
import type { Bank } from './bank.ts';
import type { Book, OrderRecord, PaymentRecord } from './book.ts';
import type { DueActions } from './due-actions.ts';
import { type PaymentEntity, payMethods } from './entities.ts';
import type { Misbehaviours, PayKind } from './misbehaviour.ts';
import { Refusal } from './refusal.ts';
import { type CheckoutCallback, signCallback } from './signature.ts';

export const payOutcomes = [
  /** the payment succeeds; captured or only authorized, by the order's capture setting */
  'success',
  'captured',
  'authorized',
  'failed',
  /** the bank has not answered yet */
  'pending',
  /** failed now, authorized (and captured, by the order's setting) after `afterMs`, same payment id */
  'late',
  'failed-then-captured',
  'second-capture',
  'wrong-amount',
  'wrong-currency',
  /** authorized, never captured, refunded by the provider itself */
  'auto-refund',
] as const;
type PayOutcome = (typeof payOutcomes)[number];

export const payInput = z.strictObject({
  outcome: z.enum(payOutcomes).default('success'),
  method: z.enum(payMethods).default('upi'),
  amount: z.int().min(1).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  afterMs: z
    .int()
    .min(0)
    .max(400 * 86_400_000)
    .optional(),
  payer: z
    .strictObject({
      email: z.string().max(255).optional(),
      contact: z.string().max(20).optional(),
      description: z.string().max(255).optional(),
    })
    .optional(),
});
export type PayInput = z.input<typeof payInput>;
type ParsedPayInput = z.output<typeof payInput>;

export interface PayResult {
  payment: PaymentEntity;
  callback: CheckoutCallback | null;
}

interface Options {
  book: Book;
  bank: Bank;
  due: DueActions;
  misbehaviours: Misbehaviours;
  keySecret: string;
  lateAfterMs: number;
}

const byMischief: Readonly<Record<PayKind, PayOutcome>> = {
  late: 'late',
  'failed-then-captured': 'failed-then-captured',
  'second-capture': 'second-capture',
  'wrong-amount': 'wrong-amount',
  'wrong-currency': 'wrong-currency',
  'auto-refund': 'auto-refund',
  'stay-authorized': 'authorized',
};

/** What the payer's app asks for: the order's own amount and currency, unless told otherwise. */
function attemptInput({ entity }: OrderRecord, outcome: PayOutcome, input: ParsedPayInput) {
  const { amount, currency } = entity;
  return {
    method: input.method,
    payer: input.payer ?? {},
    amount: input.amount ?? (outcome === 'wrong-amount' ? amount + 100 : undefined),
    currency: input.currency ?? (outcome === 'wrong-currency' ? otherThan(currency) : undefined),
  };
}

function captureFirst({ bank }: Options, order: OrderRecord, input: ParsedPayInput): void {
  const payment = bank.startAttempt(order, { method: input.method, payer: input.payer ?? {} });
  bank.authorize(payment);
  bank.capture(payment, 'automatic');
}

function perform(
  options: Options,
  order: OrderRecord,
  outcome: PayOutcome,
  input: ParsedPayInput,
): PaymentRecord {
  const { bank, due, lateAfterMs } = options;
  if (outcome === 'second-capture' && order.entity.status !== 'paid') captureFirst(options, order, input);
  const payment = bank.startAttempt(order, attemptInput(order, outcome, input));
  switch (outcome) {
    case 'pending':
      break;
    case 'success':
      bank.succeed(payment);
      break;
    case 'authorized':
      bank.authorize(payment);
      break;
    case 'failed':
      bank.fail(payment);
      break;
    case 'late':
      bank.fail(payment);
      due.plan('authorize', payment.entity.id, input.afterMs ?? lateAfterMs);
      break;
    case 'failed-then-captured':
      bank.fail(payment);
      bank.authorize(payment);
      bank.capture(payment, 'automatic');
      break;
    case 'auto-refund':
      bank.authorize(payment);
      bank.autoRefund(payment);
      break;
    case 'captured':
    case 'second-capture':
    case 'wrong-amount':
    case 'wrong-currency':
      bank.authorize(payment);
      bank.capture(payment, 'automatic');
      break;
  }
  return payment;
}

function refuseSecondAttempt(book: Book, { entity }: OrderRecord): void {
  const metadata = { order_id: entity.id };
  if (entity.status === 'paid') {
    throw new Refusal('Payment already done for this order.', { reason: 'order_already_paid', metadata });
  }
  if (book.paymentsOf(entity.id).some((record) => record.entity.status === 'authorized')) {
    throw new Refusal('An authorized payment on this order is waiting for its capture.', {
      reason: 'payment_already_authorized',
      metadata,
    });
  }
}

export type PayOrder = (orderId: string, input: PayInput) => PayResult;

/** A payer's action on an order, in the checkout or commanded by a test. */
export function createPayOrder(options: Options): PayOrder {
  const { book, misbehaviours, keySecret } = options;
  return (orderId, rawInput) => {
    const input = payInput.parse(rawInput);
    const order = book.order(orderId);
    const mischief = misbehaviours.takePay();
    const outcome = mischief === null ? input.outcome : byMischief[mischief.kind];
    if (outcome !== 'second-capture') refuseSecondAttempt(book, order);
    const afterMs = mischief?.delayMs ?? input.afterMs;
    const payment = perform(options, order, outcome, { ...input, afterMs });
    const silent = outcome === 'failed' || outcome === 'late' || outcome === 'pending';
    return {
      payment: payment.entity,
      callback: silent ? null : signCallback(keySecret, orderId, payment.entity.id),
    };
  };
}

function otherThan(currency: string): string {
  return currency === 'USD' ? 'INR' : 'USD';
}
