import { Bank } from './bank.ts';
import {
  Book,
  type CallRecord,
  type CaptureRecord,
  type EventRecord,
  type OrderRecord,
  type PaymentRecord,
  type RefundRecord,
} from './book.ts';
import { BookFile } from './book-file.ts';
import { DueActions } from './due-actions.ts';
import type { PaymentEntity, RefundEntity } from './entities.ts';
import { type MisbehaveInput, type Misbehaviour, Misbehaviours } from './misbehaviour.ts';
import { type PayInput, PayOrder, type PayResult } from './pay-order.ts';
import { capturePayment } from './payments.ts';
import { Refunds } from './refunds.ts';
import { Refusal, unknownId } from './refusal.ts';
import { createWaiting } from './waiting.ts';
import { WebhookEvents } from './webhook-events.ts';
import { WebhookSender } from './webhook-sender.ts';

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

/** The payment half of the sandbox: the book, delayed actions, and the commands of tests and the control page. */
export class RazorpaySandbox {
  readonly options: RazorpaySandboxOptions;
  readonly book = new Book();
  readonly misbehaviours = new Misbehaviours();
  readonly waiting = createWaiting();
  readonly bank: Bank;
  readonly refunds: Refunds;
  private readonly file: BookFile | null;
  private readonly sender: WebhookSender;
  private readonly events: WebhookEvents;
  private readonly due: DueActions;
  private readonly payOrder: PayOrder;

  constructor(options: RazorpaySandboxOptions) {
    const { book, misbehaviours, waiting } = this;
    this.options = options;
    this.file = options.dataDir === null ? null : new BookFile(book, options.dataDir);
    this.sender = new WebhookSender({
      book,
      misbehaviours,
      waiting,
      url: options.webhookUrl,
      timeoutMs: options.webhookTimeoutMs,
      retryDelaysMs: options.webhookRetryDelaysMs,
    });
    this.events = new WebhookEvents({
      book,
      accountId: options.accountId,
      secret: options.webhookSecret,
      send: (event) => this.sender.send(event),
    });
    this.bank = new Bank(book, this.events);
    this.due = new DueActions(book, this.bank);
    this.refunds = new Refunds({
      book,
      bank: this.bank,
      due: this.due,
      misbehaviours,
      refundAfterMs: options.refundAfterMs,
    });
    this.payOrder = new PayOrder({
      book,
      bank: this.bank,
      due: this.due,
      misbehaviours,
      keySecret: options.keySecret,
      lateAfterMs: options.lateAfterMs,
    });
  }

  start(): void {
    this.file?.load();
    this.due.resume();
    this.sender.resume();
  }

  persisted = async (): Promise<void> => {
    await this.file?.flush();
  };

  async close(): Promise<void> {
    this.due.stop();
    this.waiting.close();
    await this.file?.close();
  }

  misbehave(input: MisbehaveInput): Misbehaviour {
    return this.misbehaviours.add(input);
  }

  pay(orderId: string, input: PayInput = {}): PayResult {
    return this.payOrder.pay(orderId, input);
  }

  /** A later step of an existing payment id; any step that has been seen in production. */
  movePayment(paymentId: string, move: PaymentMove): PaymentEntity {
    const payment = this.book.payment(paymentId);
    const { status } = payment.entity;
    if (move === 'captured') {
      if (status === 'created' || status === 'failed') this.bank.authorize(payment);
      capturePayment(this.book, this.bank, paymentId, payment.entity, 'control');
    } else if (move === 'auto-refunded') this.bank.autoRefund(payment);
    else if (status !== 'created' && status !== 'failed') {
      throw new Refusal(`A payment that is ${status} does not become ${move}`, { reason: 'wrong_state' });
    } else if (move === 'authorized') this.bank.authorize(payment);
    else this.bank.fail(payment);
    return payment.entity;
  }

  refundFromDashboard(paymentId: string, amount?: number): RefundEntity {
    return this.refunds.createFromDashboard(paymentId, amount).entity;
  }

  settleRefund(refundId: string, outcome: 'processed' | 'failed'): RefundEntity {
    const refund = this.book.refund(refundId);
    if (outcome === 'processed') this.bank.processRefund(refund);
    else this.bank.failRefund(refund);
    return refund.entity;
  }

  /** Lets time pass: planned late authorizations and refunds happen now. */
  advance(): number {
    return this.due.runAll();
  }

  async replayEvent(eventId: string): Promise<EventRecord> {
    const event = this.book.events.get(eventId);
    if (event === undefined) throw unknownId();
    await this.sender.replay(event, this.events.secret);
    return event;
  }

  releaseHeldEvents(): void {
    this.sender.releaseHeld();
  }

  /** Resolves when no webhook is in flight, held back or waiting for a retry. */
  async webhooksIdle(): Promise<void> {
    await this.sender.whenIdle();
  }

  setWebhookUrl(url: string | null): void {
    this.sender.url = url;
  }

  get webhookUrl(): string | null {
    return this.sender.url;
  }

  rotateWebhookSecret(secret: string): void {
    this.events.secret = secret;
  }

  listEvents(): EventRecord[] {
    return [...this.book.events.values()];
  }

  calls(): CallRecord[] {
    return [...this.book.calls];
  }

  ledger(): RazorpayLedger {
    const { book } = this;
    const totals = this.totals();
    return {
      orders: [...book.orders.values()],
      payments: [...book.payments.values()],
      captures: [...book.captures],
      refunds: [...book.refunds.values()],
      totals,
      violations: violationsIn(totals, book),
    };
  }

  reset(): void {
    this.misbehaviours.clear();
    this.due.stop();
    this.sender.forgetHeld();
    this.book.clear();
  }

  private totals(): RazorpayLedger['totals'] {
    const capturesPerOrder: Record<string, number> = {};
    for (const { orderId } of this.book.captures) {
      if (orderId !== null) capturesPerOrder[orderId] = (capturesPerOrder[orderId] ?? 0) + 1;
    }
    const refundsPerPayment: Record<string, { count: number; amount: number }> = {};
    for (const { entity } of this.book.refunds.values()) {
      if (entity.status === 'failed') continue;
      const sum = refundsPerPayment[entity.payment_id] ?? { count: 0, amount: 0 };
      refundsPerPayment[entity.payment_id] = { count: sum.count + 1, amount: sum.amount + entity.amount };
    }
    const ordersPerReceipt: Record<string, number> = {};
    for (const { entity } of this.book.orders.values()) {
      if (entity.receipt !== null)
        ordersPerReceipt[entity.receipt] = (ordersPerReceipt[entity.receipt] ?? 0) + 1;
    }
    return { capturesPerOrder, refundsPerPayment, ordersPerReceipt };
  }
}

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
