import type { MoneyRules } from './bill.ts';

/** What a decision takes from outside, so that it stays pure. */
export interface Decider {
  readonly now: Date;
  readonly rules: MoneyRules;
  readonly newId: () => string;
}

export const after = (since: Date, seconds: number): Date => new Date(since.getTime() + seconds * 1000);
