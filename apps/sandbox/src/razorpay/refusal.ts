import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface RefusalBody {
  error: {
    code: string;
    description: string;
    source: string | null;
    step: string | null;
    reason: string | null;
    metadata: Record<string, string>;
    field?: string;
  };
}

interface RefusalOptions {
  status?: ContentfulStatusCode;
  code?: string;
  /** null = the provider gives neither source nor step nor reason, only words */
  reason?: string | null;
  field?: string | undefined;
  metadata?: Record<string, string>;
  cause?: unknown;
}

function whereAndWhy({ status, reason }: RefusalOptions) {
  if (reason === null) return { source: null, step: null, reason: null };
  const source = status === undefined || status < 500 ? 'business' : 'internal';
  return { source, step: 'payment_initiation', reason: reason ?? 'input_validation_failed' };
}

/** A deliberate Razorpay error; any other thrown error is a fault of the sandbox. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: RefusalBody;

  constructor(description: string, options: RefusalOptions = {}) {
    super(description, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Refusal';
    this.status = options.status ?? 400;
    this.body = {
      error: {
        code: options.code ?? 'BAD_REQUEST_ERROR',
        description,
        ...whereAndWhy(options),
        metadata: options.metadata ?? {},
        ...(options.field === undefined ? {} : { field: options.field }),
      },
    };
  }
}

/** The provider answers an unknown id with 400, not 404. */
export function unknownId(): Refusal {
  return new Refusal('The id provided does not exist');
}

export function serverError(): Refusal {
  return new Refusal(
    'We are facing some trouble completing your request at the moment. Please try again shortly.',
    {
      status: 500,
      code: 'SERVER_ERROR',
      reason: 'server_error',
    },
  );
}
