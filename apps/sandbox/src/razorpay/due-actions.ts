import type { Book, DueAction, DueKind } from './book.ts';
import type { Cancel, Clock } from './clock.ts';

/** What a person at the control page does not wait for; other actions come when the clock gets there. */
const soon: ReadonlySet<DueKind> = new Set([
  'authorize',
  'process-refund',
  'fail-refund',
  'give-back',
  'tell-fee',
]);

/** Delayed actions of the provider; kept in the book, so that they survive a restart. */
export function createDueActions(book: Book, clock: Clock, perform: (action: DueAction) => void) {
  const alarms = new Map<string, Cancel>();

  function run(action: DueAction): void {
    alarms.get(action.id)?.();
    alarms.delete(action.id);
    if (!book.due.delete(action.id)) return;
    book.changed();
    perform(action);
  }

  function arm(action: DueAction): void {
    alarms.set(
      action.id,
      clock.at(action.dueAtMs, () => run(action)),
    );
  }

  const idOf = (kind: DueKind, subjectId: string): string => `${kind} ${subjectId}`;

  function drop(kind: DueKind, subjectId: string): void {
    const id = idOf(kind, subjectId);
    alarms.get(id)?.();
    alarms.delete(id);
    book.due.delete(id);
  }

  /** Planned again, an action comes at its new time only. */
  function planAt(kind: DueKind, subjectId: string, dueAtMs: number): void {
    drop(kind, subjectId);
    const action: DueAction = { id: idOf(kind, subjectId), kind, subjectId, dueAtMs };
    book.due.set(action.id, action);
    book.changed();
    arm(action);
  }

  return {
    resume: (): void => {
      for (const action of book.due.values()) arm(action);
    },
    planAt,
    drop,
    plan: (kind: DueKind, subjectId: string, afterMs: number): void =>
      planAt(kind, subjectId, clock.nowMs() + afterMs),
    /** The control page's "let time pass": planned answers of the banks come now, in order; nothing expires. */
    runSoon: (): number => {
      const actions = [...book.due.values()]
        .filter(({ kind }) => soon.has(kind))
        .sort((left, right) => left.dueAtMs - right.dueAtMs);
      for (const action of actions) run(action);
      return actions.length;
    },
    stop: (): void => {
      for (const cancel of alarms.values()) cancel();
      alarms.clear();
    },
  };
}
export type DueActions = ReturnType<typeof createDueActions>;
