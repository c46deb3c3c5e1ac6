import { AppError, type ErrorCode } from '@holdfast/contract/errors';

export interface Go<Effect> {
  readonly kind: 'go';
  readonly effect: Effect;
}

/** The request is already fulfilled: nothing to write. */
export interface Already {
  readonly kind: 'already';
}

export interface Refusal<Trace = never> {
  readonly kind: 'refuse';
  readonly code: ErrorCode;
  readonly because: string;
  /** What the rejection itself must store, committed before the caller gets it (a wrong try, a revoked family). */
  readonly trace?: Trace;
}

/** The possible results of a pure decision. */
export type Decision<Effect, Trace = never> = Go<Effect> | Already | Refusal<Trace>;

export function go<Effect>(effect: Effect): Go<Effect> {
  return { kind: 'go', effect };
}

export const already: Already = { kind: 'already' };

export function refuse(code: ErrorCode, because: string): Refusal {
  return { kind: 'refuse', code, because };
}

/** A rejection that stores something. */
export function refuseAndKeep<Trace>(code: ErrorCode, because: string, trace: Trace): Refusal<Trace> {
  return { kind: 'refuse', code, because, trace };
}

/** The error that a rejection is thrown as. */
export function refusalError(refusal: Pick<Refusal<unknown>, 'code' | 'because'>): AppError {
  return new AppError(refusal.code, { internal: refusal.because });
}
