import { AppError, type ErrorCode } from '@holdfast/contract/errors';

export interface Go<Effect> {
  readonly kind: 'go';
  readonly effect: Effect;
}

/** The request is fulfilled already: nothing to write. */
export interface Already {
  readonly kind: 'already';
}

export interface Refusal {
  readonly kind: 'refuse';
  readonly code: ErrorCode;
  readonly because: string;
}

/** What a pure decision may answer. */
export type Decision<Effect> = Go<Effect> | Already | Refusal;

export function go<Effect>(effect: Effect): Go<Effect> {
  return { kind: 'go', effect };
}

export const already: Already = { kind: 'already' };

/** A refusal as the error it becomes. */
export function refusalError(refusal: { code: ErrorCode; because: string }): AppError {
  return new AppError(refusal.code, { internal: refusal.because });
}
