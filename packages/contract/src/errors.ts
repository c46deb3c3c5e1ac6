import { z } from 'zod';

interface ErrorFacts {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503;
  /** True when the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Shown when the client has no text of its own. Reveals nothing internal. */
  readonly message: string;
}

/** The closed list of public error codes: one table for tRPC and REST. */
export const errorCatalog = {
  INVALID_INPUT: { status: 400, retryable: false, message: 'Some fields are missing or not valid.' },
  MALFORMED_REQUEST: { status: 400, retryable: false, message: 'The request could not be read.' },
  UNAUTHENTICATED: { status: 401, retryable: false, message: 'Please log in.' },
  TOKEN_EXPIRED: { status: 401, retryable: false, message: 'Your log-in has expired.' },
  INVALID_CREDENTIALS: { status: 401, retryable: false, message: 'The log-in or the code is not right.' },
  INVALID_SIGNATURE: { status: 401, retryable: false, message: 'The signature does not match.' },
  ACCOUNT_SUSPENDED: { status: 403, retryable: false, message: 'This account is suspended.' },
  FORBIDDEN: { status: 403, retryable: false, message: 'You may not do this.' },
  ORIGIN_REFUSED: { status: 403, retryable: false, message: 'This request came from another site.' },
  NOT_FOUND: { status: 404, retryable: false, message: 'There is no such thing here.' },
  SLOT_TAKEN: { status: 409, retryable: false, message: 'Somebody else has just taken this time.' },
  SLOT_NOT_OFFERED: { status: 409, retryable: false, message: 'This time is not offered.' },
  HOLD_LIMIT: {
    status: 409,
    retryable: false,
    message: 'You already hold several times. Pay or release one first.',
  },
  HOLD_EXPIRED: { status: 409, retryable: false, message: 'The time is no longer kept for you.' },
  STATE_CONFLICT: {
    status: 409,
    retryable: false,
    message: 'This is no longer possible in the present state.',
  },
  EDIT_CONFLICT: {
    status: 409,
    retryable: false,
    message: 'Somebody has changed this since you opened it.',
  },
  PAYMENT_MISMATCH: {
    status: 409,
    retryable: false,
    message: 'This payment does not belong to this booking.',
  },
  DRAWER_CLOSED: { status: 409, retryable: false, message: 'This drawer is not open.' },
  AMOUNT_NOT_DUE: { status: 409, retryable: false, message: 'This is not the amount that is due.' },
  ACCOUNT_TAKEN: {
    status: 409,
    retryable: false,
    message: 'This account of the provider is connected already.',
  },
  ACCOUNT_IN_USE: {
    status: 409,
    retryable: false,
    message: 'Something still depends on this account.',
  },
  SECOND_PERSON_NEEDED: {
    status: 409,
    retryable: false,
    message: 'Somebody else must confirm this.',
  },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, message: 'The request is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, message: 'Send JSON.' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    retryable: false,
    message: 'This key was used for another request.',
  },
  ORDER_REJECTED: {
    status: 422,
    retryable: false,
    message: 'The payment provider does not accept this payment.',
  },
  KEYS_REJECTED: {
    status: 422,
    retryable: false,
    message: 'The payment provider does not accept these keys.',
  },
  RATE_LIMITED: { status: 429, retryable: true, message: 'Too many tries. Please wait.' },
  INTERNAL: {
    status: 500,
    retryable: true,
    message: 'Something went wrong on our side. Nothing was changed.',
  },
  PROVIDER_UNAVAILABLE: { status: 502, retryable: true, message: 'The payment provider does not answer.' },
  OVERLOADED: { status: 503, retryable: true, message: 'We are busy. Please try again shortly.' },
} as const satisfies Record<string, ErrorFacts>;

export type ErrorCode = keyof typeof errorCatalog;
export const errorCodes = Object.keys(errorCatalog) as [ErrorCode, ...ErrorCode[]];

export const FieldProblem = z
  .strictObject({ field: z.string(), problem: z.string() })
  .meta({ id: 'FieldProblem' });
export type FieldProblem = z.infer<typeof FieldProblem>;

/** A free time offered as an alternative to one that was taken. */
export const SlotAlternative = z
  .strictObject({ doctorId: z.uuid(), startsAt: z.string(), endsAt: z.string() })
  .meta({ id: 'SlotAlternative' });
export type SlotAlternative = z.infer<typeof SlotAlternative>;

/** Both sides of a stale edit. */
export const EditVersions = z
  .strictObject({ expected: z.int(), current: z.int() })
  .meta({ id: 'EditVersions' });
export type EditVersions = z.infer<typeof EditVersions>;

/** What still depends on a provider account, so that it cannot be closed. */
export const AccountUse = z
  .strictObject({
    /** Orders that may still be paid. */
    openOrders: z.int(),
    openRefunds: z.int(),
    openOperations: z.int(),
    /** Deliveries that are stored and not applied yet. */
    waitingEvents: z.int(),
    /** Paid through the account and not over: money may have to go back. */
    paidVisits: z.int(),
    /** Bills with money of the account that no rule places. */
    unplacedMoney: z.int(),
  })
  .meta({ id: 'AccountUse' });
export type AccountUse = z.infer<typeof AccountUse>;

/** The one error envelope of both surfaces: `{ error: … }` over REST, `data.error` over tRPC. */
export const ErrorBody = z
  .strictObject({
    code: z.enum(errorCodes).meta({ id: 'ErrorCode' }),
    message: z.string(),
    requestId: z.string(),
    retryable: z.boolean(),
    fields: z.array(FieldProblem).optional(),
    alternatives: z.array(SlotAlternative).optional(),
    versions: EditVersions.optional(),
    accountUse: AccountUse.optional(),
    retryAfterSeconds: z.int().optional(),
  })
  .meta({ id: 'ErrorBody' });
export type ErrorBody = z.infer<typeof ErrorBody>;

export const ErrorEnvelope = z.strictObject({ error: ErrorBody }).meta({ id: 'ErrorEnvelope' });

export interface AppErrorDetails {
  readonly fields?: readonly FieldProblem[];
  readonly alternatives?: readonly SlotAlternative[];
  readonly versions?: EditVersions;
  readonly accountUse?: AccountUse;
  readonly retryAfterSeconds?: number;
}

/** An error with a public code. `internal` goes to the log, never to the client. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;
  readonly internal: string | null;

  constructor(
    code: ErrorCode,
    options: { internal?: string; details?: AppErrorDetails; cause?: unknown } = {},
  ) {
    super(errorCatalog[code].message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
    this.internal = options.internal ?? null;
  }
}

/** Renders an error for clients; the only place that builds the envelope. */
export function errorBody(code: ErrorCode, requestId: string, details: AppErrorDetails = {}): ErrorBody {
  const { message, retryable } = errorCatalog[code];
  return {
    code,
    message,
    requestId,
    retryable,
    ...(details.fields ? { fields: [...details.fields] } : {}),
    ...(details.alternatives ? { alternatives: [...details.alternatives] } : {}),
    ...(details.versions ? { versions: details.versions } : {}),
    ...(details.accountUse ? { accountUse: details.accountUse } : {}),
    ...(details.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: details.retryAfterSeconds }),
  };
}
