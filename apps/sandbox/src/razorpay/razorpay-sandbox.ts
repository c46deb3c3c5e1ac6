import { createBank } from './bank.ts';
import {
  type Book,
  type CallRecord,
  type CaptureRecord,
  createBook,
  type EventRecord,
  type OrderRecord,
  type PaymentRecord,
  type RefundRecord,
} from './book.ts';
import { createBookFile } from './book-file.ts';
import { createDueActions } from './due-actions.ts';
import type { PaymentEntity, RefundEntity } from './entities.ts';
import { createMisbehaviours, type MisbehaveInput, type Misbehaviour } from './misbehaviour.ts';
import { createPayOrder, type PayInput, type PayResult } from './pay-order.ts';
import { capturePayment } from './payments.ts';
import { createRefunds } from './refunds.ts';
import { Refusal, unknownId } from './refusal.ts';
import { createWaiting } from './waiting.ts';
import { createWebhookEvents } from './webhook-events.ts';
import { createWebhookSender } from './webhook-sender.ts';

export interface RazorpaySandboxOptions {
  keyId: string;
  keySecret: string;
  webhookSecret: string;
  accountId: string;
  webhookUrl: string | null;
  dataDir: string | null;
  webhookTimeoutMs: number;
  webhookRetryDelaysMs: readonly number[];
  lateAfterMs: number;
  refundAfterMs: number;
}

export interface RazorpayLedger {
  orders: OrderRecord[];
  payments: PaymentRecord[];
  captures: CaptureRecord[];
  refunds: RefundRecord[];
  totals: {
    capturesPerOrder: Record<string, number>;
    refundsPerPayment: Record<string, { count: number; amount: number }>;
    ordersPerReceipt: Record<string, number>;
  };
  /** plain sentences; empty when no money was captured or refunded twice */
  violations: string[];
}

export type PaymentMove = 'authorized' | 'captured' | 'failed' | 'auto-refunded';

function totalsOf(book: Book): RazorpayLedger['totals'] {
  const capturesPerOrder: Record<string, number> = {};
  for (const { orderId } of book.captures) {
    if (orderId !== null) capturesPerOrder[orderId] = (capturesPerOrder[orderId] ?? 0) + 1;
  }
  const refundsPerPayment: Record<string, { count: number; amount: number }> = {};
  for (const { entity } of book.refunds.values()) {
    if (entity.status === 'failed') continue;
    const sum = refundsPerPayment[entity.payment_id] ?? { count: 0, amount: 0 };
    refundsPerPayment[entity.payment_id] = { count: sum.count + 1, amount: sum.amount + entity.amount };
  }
  const ordersPerReceipt: Record<string, number> = {};
  for (const { entity } of book.orders.values()) {
    if (entity.receipt !== null)
      ordersPerReceipt[entity.receipt] = (ordersPerReceipt[entity.receipt] ?? 0) + 1;
  }
  return { capturesPerOrder, refundsPerPayment, ordersPerReceipt };
}

function ledgerOf(book: Book): RazorpayLedger {
  const totals = totalsOf(book);
  return {
    orders: [...book.orders.values()],
    payments: [...book.payments.values()],
    captures: [...book.captures],
    refunds: [...book.refunds.values()],
    totals,
    violations: violationsIn(totals, book),
  };
}

function createParts(options: RazorpaySandboxOptions) {
  const { keySecret, lateAfterMs, refundAfterMs } = options;
  const book = createBook();
  const misbehaviours = createMisbehaviours();
  const waiting = createWaiting();
  const sender = createWebhookSender({
    book,
    misbehaviours,
    waiting,
    url: options.webhookUrl,
    timeoutMs: options.webhookTimeoutMs,
    retryDelaysMs: options.webhookRetryDelaysMs,
  });
  const { accountId, webhookSecret: secret } = options;
  const events = createWebhookEvents({ book, accountId, secret, send: sender.send });
  const bank = createBank(book, events);
  const due = createDueActions(book, bank);
  return {
    book,
    misbehaviours,
    waiting,
    sender,
    events,
    bank,
    due,
    file: options.dataDir === null ? null : createBookFile(book, options.dataDir),
    refunds: createRefunds({ book, bank, due, misbehaviours, refundAfterMs }),
    payOrder: createPayOrder({ book, bank, due, misbehaviours, keySecret, lateAfterMs }),
  };
}
type Parts = ReturnType<typeof createParts>;

/** Payments and refunds as a test or the control page commands them. */
const moneyCommands = ({ book, bank, refunds, due, payOrder }: Parts) => ({
  pay: (orderId: string, input: PayInput = {}): PayResult => payOrder(orderId, input),
  /** A later step of an existing payment id; any step that has been seen in production. */
  movePayment: (paymentId: string, move: PaymentMove): PaymentEntity => {
    const payment = book.payment(paymentId);
    const { status } = payment.entity;
    if (move === 'captured') {
      if (status === 'created' || status === 'failed') bank.authorize(payment);
      capturePayment(book, bank, paymentId, payment.entity, 'control');
    } else if (move === 'auto-refunded') bank.autoRefund(payment);
    else if (status !== 'created' && status !== 'failed') {
      throw new Refusal(`A payment that is ${status} does not become ${move}`, { reason: 'wrong_state' });
    } else if (move === 'authorized') bank.authorize(payment);
    else bank.fail(payment);
    return payment.entity;
  },
  refundFromDashboard: (paymentId: string, amount?: number): RefundEntity =>
    refunds.createFromDashboard(paymentId, amount).entity,
  settleRefund: (refundId: string, outcome: 'processed' | 'failed'): RefundEntity => {
    const refund = book.refund(refundId);
    if (outcome === 'processed') bank.processRefund(refund);
    else bank.failRefund(refund);
    return refund.entity;
  },
  /** Lets time pass: planned late authorizations and refunds happen now. */
  advance: (): number => due.runAll(),
});

const webhookCommands = ({ book, sender, events }: Parts) => ({
  replayEvent: async (eventId: string): Promise<EventRecord> => {
    const event = book.events.get(eventId);
    if (event === undefined) throw unknownId();
    await sender.replay(event, events.secret());
    return event;
  },
  releaseHeldEvents: (): void => sender.releaseHeld(),
  /** Resolves when no webhook is in flight, held back or waiting for a retry. */
  webhooksIdle: (): Promise<void> => sender.whenIdle(),
  setWebhookUrl: (url: string | null): void => sender.setUrl(url),
  webhookUrl: (): string | null => sender.url(),
  rotateWebhookSecret: (secret: string): void => events.rotateSecret(secret),
  listEvents: (): EventRecord[] => [...book.events.values()],
});

/** The payment half of the sandbox: the book, delayed actions, and the commands of tests and the control page. */
export function createRazorpaySandbox(options: RazorpaySandboxOptions) {
  const parts = createParts(options);
  const { book, misbehaviours, waiting, bank, refunds, file, sender, due } = parts;
  return {
    options,
    book,
    misbehaviours,
    waiting,
    bank,
    refunds,
    ...moneyCommands(parts),
    ...webhookCommands(parts),
    misbehave: (input: MisbehaveInput): Misbehaviour => misbehaviours.add(input),
    calls: (): CallRecord[] => [...book.calls],
    ledger: (): RazorpayLedger => ledgerOf(book),
    start: (): void => {
      file?.load();
      due.resume();
      sender.resume();
    },
    persisted: async (): Promise<void> => {
      await file?.flush();
    },
    close: async (): Promise<void> => {
      due.stop();
      waiting.close();
      await file?.close();
    },
    reset: (): void => {
      misbehaviours.clear();
      due.stop();
      sender.forgetHeld();
      book.clear();
    },
  };
}
export type RazorpaySandbox = ReturnType<typeof createRazorpaySandbox>;

function violationsIn(totals: RazorpayLedger['totals'], book: Book): string[] {
  const found: string[] = [];
  for (const [receipt, count] of Object.entries(totals.ordersPerReceipt)) {
    if (count > 1) found.push(`receipt ${receipt} has ${count} orders`);
  }
  for (const [paymentId, sum] of Object.entries(totals.refundsPerPayment)) {
    const amount = book.payments.get(paymentId)?.entity.amount ?? 0;
    if (sum.amount > amount) found.push(`payment ${paymentId} of ${amount} was refunded ${sum.amount}`);
  }
  for (const [orderId, count] of Object.entries(totals.capturesPerOrder)) {
    const kept = keptPayments(book, orderId);
    if (count > 1 && kept > 1) found.push(`order ${orderId} keeps ${kept} captured payments`);
  }
  return found;
}

/** Captured payments that were not refunded in full. */
function keptPayments(book: Book, orderId: string): number {
  return book.paymentsOf(orderId).filter(({ entity }) => entity.captured && entity.refund_status !== 'full')
    .length;
}
