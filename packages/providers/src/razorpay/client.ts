import { ProviderError, type ProviderErrorKind } from '@holdfast/core/ports/provider-error';
import Razorpay from 'razorpay';
import { z } from 'zod';
import { classifyRefusal } from './refusals.ts';

export interface RazorpayClientConfig {
  baseUrl: string;
  keyId: string;
  keySecret: string;
  timeoutMs: number;
}

/** The SDK's inner HTTP client (axios), as far as it is used here. */
interface InnerHttp {
  defaults: { baseURL?: string; timeout?: number; maxRedirects?: number; proxy?: false };
  interceptors: {
    response: { use(onFulfilled: undefined, onRejected: (error: unknown) => Promise<never>): unknown };
  };
  post(path: string, body: object, options: { headers: Record<string, string> }): Promise<{ data: unknown }>;
}

export interface RazorpayClient {
  sdk: Razorpay;
  http: InnerHttp;
}

/**
 * The SDK has no option for base URL, time-out (its default is to wait for ever) or headers of one call; all three are
 * reached through its inner client.
 */
export function createRazorpayClient(config: RazorpayClientConfig): RazorpayClient {
  const sdk = new Razorpay({ key_id: config.keyId, key_secret: config.keySecret });
  // The typings leave `rq` out; the check below fails loudly should a later version of the SDK move it.
  const http = (sdk.api as unknown as { rq?: InnerHttp }).rq;
  if (http?.defaults === undefined)
    throw new Error('The razorpay SDK no longer keeps its HTTP client in api.rq');
  http.defaults.baseURL = config.baseUrl;
  http.defaults.timeout = config.timeoutMs;
  // A redirected POST would be sent twice or as a GET; an API that redirects is answered as a failure instead.
  http.defaults.maxRedirects = 0;
  if (isLoopback(config.baseUrl)) http.defaults.proxy = false;
  http.interceptors.response.use(undefined, (error) => Promise.reject(keepCause(error)));
  return { sdk, http };
}

export type CallNature = 'read' | 'write';
export interface ProviderCall<Shape extends z.ZodType> {
  operation: string;
  nature: CallNature;
  answer: Shape;
  call: () => Promise<unknown>;
}

/** Every call goes through here: whatever the SDK throws or returns, the caller sees a checked answer or a ProviderError. */
export async function callRazorpay<Shape extends z.ZodType>(
  request: ProviderCall<Shape>,
): Promise<z.output<Shape>> {
  const { operation, nature } = request;
  let raw: unknown;
  try {
    raw = await request.call();
  } catch (error) {
    throw toProviderError(operation, nature, error);
  }
  const parsed = request.answer.safeParse(raw);
  if (parsed.success) return parsed.data;
  const kind = nature === 'write' ? 'unknown' : 'unavailable';
  throw new ProviderError(kind, `razorpay ${operation}: the answer could not be read`, {
    operation,
    statusCode: null,
    code: 'UNREADABLE_ANSWER',
    reason: parsed.error.issues.map((issue) => issue.path.join('.')).join(', '),
    cause: parsed.error,
  });
}

const text = z.string().min(1).nullish().catch(null);
const errorBody = z.looseObject({ code: text, description: text, reason: text }).nullish().catch(null);

/** What the SDK's resource methods reject with: a plain object, not an Error. */
const sdkRejection = z.looseObject({
  statusCode: z.coerce.number().int().nullish().catch(null),
  error: errorBody,
});
/** What the inner client rejects with when it is called directly. */
const httpRejection = z.looseObject({
  response: z.looseObject({
    status: z.number().int().nullish().catch(null),
    data: z.looseObject({ error: errorBody }).nullish().catch(null),
  }),
});

interface Failure {
  statusCode: number | null;
  code: string | null;
  reason: string | null;
  description: string | null;
}

export function toProviderError(operation: string, nature: CallNature, error: unknown): ProviderError {
  const failure = readFailure(error);
  const status = failure.statusCode === null ? 'no answer' : `status ${failure.statusCode}`;
  const said = failure.description ?? failure.code ?? 'no details';
  return new ProviderError(kindOf(failure.statusCode, nature), `razorpay ${operation}: ${status}, ${said}`, {
    operation,
    statusCode: failure.statusCode,
    code: failure.code,
    ...classifyRefusal(failure),
    cause: error,
  });
}

function readFailure(error: unknown): Failure {
  const fromHttp = httpRejection.safeParse(error);
  if (fromHttp.success) return failureOf(fromHttp.data.response.status, fromHttp.data.response.data?.error);
  // A bare TypeError has neither field: the SDK tripped over a missing response and the cause is lost.
  const fromSdk = sdkRejection.safeParse(error);
  return fromSdk.success ? failureOf(fromSdk.data.statusCode, fromSdk.data.error) : failureOf(null, null);
}

function failureOf(status: number | null | undefined, body: z.output<typeof errorBody>): Failure {
  return {
    statusCode: status ?? null,
    code: body?.code ?? null,
    reason: body?.reason ?? null,
    description: body?.description ?? null,
  };
}

function kindOf(statusCode: number | null, nature: CallNature): ProviderErrorKind {
  if (statusCode === 429) return 'rate_limited';
  const refused = statusCode !== null && statusCode >= 400 && statusCode < 500 && !inFlight.has(statusCode);
  if (refused) return 'rejected';
  return nature === 'write' ? 'unknown' : 'unavailable';
}

/** 408: the provider gave up waiting; 409: the same idempotency key is being worked on right now. */
const inFlight: ReadonlySet<number> = new Set([408, 409]);

const transportError = z.looseObject({ code: z.string().min(1) });
const answeredError = z.looseObject({ response: z.looseObject({ status: z.number(), data: z.unknown() }) });

/**
 * The SDK reads `error.response.data.error` of every failure and trips when there is no response (time-out, refused
 * connection, DNS) or no body. Giving it that shape keeps the cause.
 */
function keepCause(error: unknown): unknown {
  const answered = answeredError.safeParse(error);
  if (answered.success) {
    const { status, data } = answered.data.response;
    return { response: { status, data: data ?? {} }, cause: error };
  }
  const transport = transportError.safeParse(error);
  const code = transport.success ? transport.data.code : 'NO_ANSWER';
  return { response: { status: undefined, data: { error: { code } } }, cause: error };
}

function isLoopback(baseUrl: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(baseUrl).hostname);
}
