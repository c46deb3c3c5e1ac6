import { AppError, type ErrorCode } from '@holdfast/contract/errors';

export interface Go<Effect> {
  readonly kind: 'go';
  readonly effect: Effect;
}

/** The request is fulfilled already: nothing to write. */
export interface Already {
  readonly kind: 'already';
}

export interface Refusal<Trace = never> {
  readonly kind: 'refuse';
  readonly code: ErrorCode;
  readonly because: string;
  /** What the refusal itself leaves behind, committed before the caller hears of it (a wrong try, a revoked family). */
  readonly trace?: Trace;
}

/** What a pure decision may answer. */
export type Decision<Effect, Trace = never> = Go<Effect> | Already | Refusal<Trace>;

export function go<Effect>(effect: Effect): Go<Effect> {
  return { kind: 'go', effect };
}

export const already: Already = { kind: 'already' };

export function refuse(code: ErrorCode, because: string): Refusal {
  return { kind: 'refuse', code, because };
}

/** A refusal that leaves something behind. */
export function refuseAndKeep<Trace>(code: ErrorCode, because: string, trace: Trace): Refusal<Trace> {
  return { kind: 'refuse', code, because, trace };
}

/** A refusal as the error it becomes. */
export function refusalError(refusal: Pick<Refusal<unknown>, 'code' | 'because'>): AppError {
  return new AppError(refusal.code, { internal: refusal.because });
}
