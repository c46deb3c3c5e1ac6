import { randomUUID } from 'node:crypto';
import type { Bank } from './bank.ts';
import type { Book, DueAction } from './book.ts';

/** Delayed actions of the provider; kept in the book, so that they survive a restart. */
export function createDueActions(book: Book, bank: Bank) {
  const timers = new Map<string, NodeJS.Timeout>();

  function authorizeLate(paymentId: string): void {
    const payment = book.payments.get(paymentId);
    if (payment?.entity.status === 'failed') bank.succeed(payment);
  }

  function finishRefund(action: DueAction): void {
    const refund = book.refunds.get(action.subjectId);
    if (refund === undefined) return;
    if (action.kind === 'fail-refund') bank.failRefund(refund);
    else bank.processRefund(refund);
  }

  function run(action: DueAction): void {
    clearTimeout(timers.get(action.id));
    timers.delete(action.id);
    if (!book.due.delete(action.id)) return;
    book.changed();
    if (action.kind === 'authorize') authorizeLate(action.subjectId);
    else finishRefund(action);
  }

  function arm(action: DueAction): void {
    const delayMs = Math.max(0, action.dueAtMs - Date.now());
    timers.set(
      action.id,
      setTimeout(() => run(action), delayMs),
    );
  }

  return {
    resume: (): void => {
      for (const action of book.due.values()) arm(action);
    },
    plan: (kind: DueAction['kind'], subjectId: string, afterMs: number): void => {
      const action: DueAction = { id: randomUUID(), kind, subjectId, dueAtMs: Date.now() + afterMs };
      book.due.set(action.id, action);
      book.changed();
      arm(action);
    },
    /** The control page's "let time pass": every planned action runs now, in order. */
    runAll: (): number => {
      const actions = [...book.due.values()].sort((left, right) => left.dueAtMs - right.dueAtMs);
      for (const action of actions) run(action);
      return actions.length;
    },
    stop: (): void => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
export type DueActions = ReturnType<typeof createDueActions>;
