import { AppError, type ErrorBody, errorBody, errorCatalog } from '@holdfast/contract/errors';
import { type ClassifiedError, classifyError } from '@holdfast/contract/trpc/classify-error';
import { trpcRefusal } from '@holdfast/contract/trpc/refusal';
import { TRPCError } from '@trpc/server';
import type { Faults } from '../observability/faults.ts';
import type { ApiContext } from './api-env.ts';

/** The client disconnected while we read its body: not a defect, and no response can reach it. */
function isBrokenRequest(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code: unknown = Reflect.get(thrown, 'code');
  return thrown.name === 'AbortError' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

export function classify(thrown: unknown): ClassifiedError {
  return isBrokenRequest(thrown) ? { code: 'MALFORMED_REQUEST', details: {} } : classifyError(thrown);
}

/** The original error, unwrapped from the transport's own. */
function rootOf(thrown: unknown): unknown {
  return thrown instanceof TRPCError && thrown.cause !== undefined ? thrown.cause : thrown;
}

/** Seconds for `Retry-After`; null where the status does not carry one. */
export function retryAfter(body: Pick<ErrorBody, 'code' | 'retryAfterSeconds'>): number | null {
  const { status } = errorCatalog[body.code];
  return status === 429 || status === 503 ? (body.retryAfterSeconds ?? 1) : null;
}

/** Records what is not sent to the client. */
export function noteRefusal(c: ApiContext, faults: Faults, thrown: unknown, code: ErrorBody['code']): void {
  c.set('code', code);
  const root = rootOf(thrown);
  const where = { requestId: c.var.requestId, route: c.var.route };
  if (code === 'INTERNAL') faults.crash(root, { where: 'http', ...where });
  else faults.refused(code, root instanceof AppError ? root.internal : null, where);
}

/** Any thrown value as the error envelope, in the shape of the called surface. */
export function errorAnswer(c: ApiContext, faults: Faults, thrown: unknown): Response {
  const { code, details } = classify(thrown);
  noteRefusal(c, faults, thrown, code);
  const body = errorBody(code, c.var.requestId, details);
  const wait = retryAfter(body);
  if (wait !== null) c.header('retry-after', String(wait));
  // The rest of the body is not read, so the connection cannot be reused.
  if (code === 'PAYLOAD_TOO_LARGE') c.header('connection', 'close');
  const isTrpc = c.req.path.startsWith('/trpc/');
  return c.json(isTrpc ? trpcRefusal(body) : { error: body }, errorCatalog[code].status);
}
