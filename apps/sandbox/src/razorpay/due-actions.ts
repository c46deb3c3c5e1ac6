import { randomUUID } from 'node:crypto';
import type { Bank } from './bank.ts';
import type { Book, DueAction } from './book.ts';

/** Delayed actions of the provider; kept in the book, so that they survive a restart. */
export class DueActions {
  private readonly book: Book;
  private readonly bank: Bank;
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(book: Book, bank: Bank) {
    this.book = book;
    this.bank = bank;
  }

  resume(): void {
    for (const action of this.book.due.values()) this.arm(action);
  }

  plan(kind: DueAction['kind'], subjectId: string, afterMs: number): void {
    const action: DueAction = { id: randomUUID(), kind, subjectId, dueAtMs: Date.now() + afterMs };
    this.book.due.set(action.id, action);
    this.book.changed();
    this.arm(action);
  }

  /** The control page's "let time pass": every planned action runs now, in order. */
  runAll(): number {
    const actions = [...this.book.due.values()].sort((left, right) => left.dueAtMs - right.dueAtMs);
    for (const action of actions) this.run(action);
    return actions.length;
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private arm(action: DueAction): void {
    const delayMs = Math.max(0, action.dueAtMs - Date.now());
    this.timers.set(
      action.id,
      setTimeout(() => this.run(action), delayMs),
    );
  }

  private run(action: DueAction): void {
    clearTimeout(this.timers.get(action.id));
    this.timers.delete(action.id);
    if (!this.book.due.delete(action.id)) return;
    this.book.changed();
    if (action.kind === 'authorize') this.authorizeLate(action.subjectId);
    else this.finishRefund(action);
  }

  private authorizeLate(paymentId: string): void {
    const payment = this.book.payments.get(paymentId);
    if (payment?.entity.status === 'failed') this.bank.succeed(payment);
  }

  private finishRefund(action: DueAction): void {
    const refund = this.book.refunds.get(action.subjectId);
    if (refund === undefined) return;
    if (action.kind === 'fail-refund') this.bank.failRefund(refund);
    else this.bank.processRefund(refund);
  }
}
