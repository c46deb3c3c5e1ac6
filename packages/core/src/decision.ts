import { AppError, type ErrorCode } from '@holdfast/contract/errors';

/** What a pure decision may answer. `already`: the wish is fulfilled, nothing to write. */
export type Decision<Effect> =
  | { readonly kind: 'go'; readonly effect: Effect }
  | { readonly kind: 'already' }
  | { readonly kind: 'refuse'; readonly code: ErrorCode; readonly because: string };

export function go<Effect>(effect: Effect): Decision<Effect> {
  return { kind: 'go', effect };
}

export const already: Decision<never> = { kind: 'already' };

export function refuse(code: ErrorCode, because: string): Decision<never> {
  return { kind: 'refuse', code, because };
}

/** A refusal as the error it becomes. */
export function refusalError(refusal: { code: ErrorCode; because: string }): AppError {
  return new AppError(refusal.code, { internal: refusal.because });
}
