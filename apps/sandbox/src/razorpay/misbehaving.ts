import type { HttpBindings } from '@hono/node-server';
import type { Context, Handler } from 'hono';
import type { Book, CallRecord } from './book.ts';
import type { Misbehaviour, Misbehaviours, RestOperation } from './misbehaviour.ts';
import { inFlightConflict } from './refunds.ts';
import { Refusal, serverError } from './refusal.ts';
import type { Waiting } from './waiting.ts';

export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: { releaseRefundKey?: () => void };
}

interface Options {
  book: Book;
  misbehaviours: Misbehaviours;
  waiting: Waiting;
  /** resolves when the effect is on disk, so that no response is sent before the book is saved */
  persisted: () => Promise<void>;
}

/** A handler applies its effect synchronously and returns the body of the 200. */
export type Operation = (c: Context<SandboxEnv>) => object | Promise<object>;

const longestHoldMs = 120_000;
const slowMs = 1500;

/** Wraps one REST operation: records the call, then applies the queued misbehaviour before or after the effect. */
export function misbehaving(
  options: Options,
  name: RestOperation,
  operation: Operation,
): Handler<SandboxEnv> {
  return async (c) => {
    const mischief = options.misbehaviours.takeRest(name);
    const call = options.book.noteCall({
      operation: name,
      path: c.req.path,
      idempotencyKey: c.req.header('x-refund-idempotency') ?? null,
      misbehaviour: mischief?.kind ?? null,
      status: null,
      at: new Date().toISOString(),
    });
    const early = await before(c, options, mischief);
    const response = early ?? (await answer(c, operation));
    await options.persisted();
    const late = early === null ? await after(c, options, mischief) : null;
    return noteStatus(call, late ?? response);
  };
}

async function answer(c: Context<SandboxEnv>, operation: Operation): Promise<Response> {
  try {
    return c.json(await operation(c));
  } catch (error) {
    if (error instanceof Refusal) return refusalResponse(c, error);
    throw error;
  }
}

async function before(
  c: Context<SandboxEnv>,
  options: Options,
  mischief: Misbehaviour | null,
): Promise<Response | null> {
  switch (mischief?.kind) {
    case 'error-500-before':
      return refusalResponse(c, serverError());
    case 'html-502':
      return c.html(
        '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
        502,
      );
    case 'rate-limit':
      c.header('Retry-After', '1');
      return refusalResponse(c, new Refusal('Request failed', { status: 429, reason: 'rate_limited' }));
    case 'conflict':
      return refusalResponse(c, inFlightConflict());
    case 'refuse':
      return refusalResponse(c, new Refusal('The request was refused', { reason: 'refused_on_request' }));
    case 'slow':
      await options.waiting.hold(mischief.delayMs ?? slowMs);
      return null;
    case 'timeout-before':
      await options.waiting.hold(mischief.delayMs ?? longestHoldMs, c.req.raw.signal);
      return refusalResponse(c, serverError());
    case 'reset-before':
      return hangUp(c);
    default:
      return null;
  }
}

async function after(
  c: Context<SandboxEnv>,
  options: Options,
  mischief: Misbehaviour | null,
): Promise<Response | null> {
  switch (mischief?.kind) {
    case 'error-500-after':
      return refusalResponse(c, serverError());
    case 'timeout-after':
      await options.waiting.hold(mischief.delayMs ?? longestHoldMs, c.req.raw.signal);
      return null;
    case 'reset-after':
      return hangUp(c);
    default:
      return null;
  }
}

function hangUp(c: Context<SandboxEnv>): Response {
  c.env.incoming.socket.destroy();
  return c.body(null, 500);
}

function noteStatus(call: CallRecord, response: Response): Response {
  call.status = response.status;
  return response;
}

export function refusalResponse(c: Context, refusal: Refusal): Response {
  return c.json(refusal.body, refusal.status);
}
