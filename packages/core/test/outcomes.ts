import { AppError, type ErrorCode } from '@holdfast/contract/errors';

/** The results of many concurrent calls: successes, and rejections by code. */
export interface Outcomes<T> {
  readonly won: T[];
  readonly refused: AppError[];
  /** Any error that is not a rejection of ours: always a bug. */
  readonly broken: unknown[];
}

export async function outcomesOf<T>(calls: readonly Promise<T>[]): Promise<Outcomes<T>> {
  const outcomes: Outcomes<T> = { won: [], refused: [], broken: [] };
  for (const settled of await Promise.allSettled(calls)) {
    if (settled.status === 'fulfilled') outcomes.won.push(settled.value);
    else if (settled.reason instanceof AppError) outcomes.refused.push(settled.reason);
    else outcomes.broken.push(settled.reason);
  }
  return outcomes;
}

export function codesOf(refused: readonly AppError[]): ErrorCode[] {
  return [...new Set(refused.map((error) => error.code))].sort();
}

/** The code of a rejection; anything else is rethrown. */
export async function refusalOf(call: Promise<unknown>): Promise<ErrorCode> {
  const { refused, broken } = await outcomesOf([call]);
  if (broken.length > 0) throw broken[0];
  const refusal = refused[0];
  if (!refusal) throw new Error('the call was not refused');
  return refusal.code;
}
