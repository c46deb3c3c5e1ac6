import { type OperationKind, operationState } from '@holdfast/contract/money/operation.states';
import type { Attempt, MoneyRules, Operation } from './bill.ts';

/** What a decision takes from outside, so that it stays pure. */
export interface Decider {
  readonly now: Date;
  readonly rules: MoneyRules;
  readonly newId: () => string;
}

export const after = (since: Date, seconds: number): Date => new Date(since.getTime() + seconds * 1000);

/** A call that is due at once, through the account that has the money. */
export function plannedOperation(
  { now, rules, newId }: Decider,
  kind: OperationKind,
  { providerAccountId }: Attempt,
  subject: { readonly id: string; readonly amountMinor: number; readonly currency: string },
): Operation {
  return {
    id: newId(),
    kind,
    providerAccountId,
    subjectId: subject.id,
    amountMinor: subject.amountMinor,
    currency: subject.currency,
    state: operationState.planned,
    tries: 0,
    fence: 0,
    nextAt: now,
    slaAt: after(now, rules.operationSlaSeconds),
    lastError: null,
  };
}
