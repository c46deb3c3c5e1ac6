import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { AppError, type AppErrorDetails, type ErrorCode, type FieldProblem } from '../errors.ts';

export interface ClassifiedError {
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;
}

/** One problem per field: later ones usually follow from the first. */
function firstOfEach(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.filter((one, index) => problems.findIndex((other) => other.field === one.field) === index);
}

function fieldProblems(error: z.core.$ZodError): FieldProblem[] {
  const problems = error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: path === '' ? key : `${path}.${key}`,
        problem: 'is not known here',
      }));
    }
    return [{ field: path, problem: issue.message }];
  });
  return firstOfEach(problems);
}

/** Any thrown value → public code and details. The text of unknown errors is never exposed. */
export function classifyError(thrown: unknown): ClassifiedError {
  if (thrown instanceof AppError) return { code: thrown.code, details: thrown.details };
  if (thrown instanceof TRPCError) {
    if (thrown.cause instanceof AppError) return classifyError(thrown.cause);
    if (thrown.code === 'BAD_REQUEST' && thrown.cause instanceof z.core.$ZodError) {
      return { code: 'INVALID_INPUT', details: { fields: fieldProblems(thrown.cause) } };
    }
    return { code: trpcCodes[thrown.code] ?? 'INTERNAL', details: {} };
  }
  return { code: 'INTERNAL', details: {} };
}

const trpcCodes: Partial<Record<TRPCError['code'], ErrorCode>> = {
  PARSE_ERROR: 'MALFORMED_REQUEST',
  BAD_REQUEST: 'MALFORMED_REQUEST',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'NOT_FOUND',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  TOO_MANY_REQUESTS: 'RATE_LIMITED',
};
