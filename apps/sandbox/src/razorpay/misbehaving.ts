import type { HttpBindings } from '@hono/node-server';
import type { Context, Handler } from 'hono';
import type { CallRecord } from './book.ts';
import type { Misbehaviour, RestOperation } from './misbehaviour.ts';
import type { RazorpayAccount } from './razorpay-account.ts';
import { inFlightConflict } from './refunds.ts';
import { Refusal, serverError } from './refusal.ts';

export interface SandboxEnv {
  Bindings: HttpBindings;
  /** whose keys the call was signed with */
  Variables: { account: RazorpayAccount; releaseRefundKey?: () => void };
}

/** A handler applies its effect synchronously and returns the body of the 200. */
export type Operation = (c: Context<SandboxEnv>) => object | Promise<object>;

const longestHoldMs = 120_000;
const slowMs = 1500;

/** Wraps one REST operation: records the call, then applies the queued misbehaviour before or after the effect. */
export function misbehaving(name: RestOperation, operation: Operation): Handler<SandboxEnv> {
  return async (c) => {
    const account = c.get('account');
    const mischief = account.misbehaviours.takeRest(name, c.req.path);
    const call = account.book.noteCall({
      operation: name,
      path: c.req.path,
      idempotencyKey: c.req.header('x-refund-idempotency') ?? null,
      misbehaviour: mischief?.kind ?? null,
      status: null,
      at: account.clock.iso(),
    });
    const early = await before(c, mischief);
    const response = early ?? (await answer(c, operation));
    // The effect is on disk before any answer goes out.
    await account.persisted();
    const late = early === null ? await after(c, mischief) : null;
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

async function before(c: Context<SandboxEnv>, mischief: Misbehaviour | null): Promise<Response | null> {
  const { waiting } = c.get('account');
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
      return refusalResponse(c, refusalOf(mischief));
    case 'slow':
      await waiting.hold(mischief.delayMs ?? slowMs);
      return null;
    case 'timeout-before':
      await waiting.hold(mischief.delayMs ?? longestHoldMs, c.req.raw.signal);
      return refusalResponse(c, serverError());
    case 'reset-before':
      return hangUp(c);
    default:
      return null;
  }
}

async function after(c: Context<SandboxEnv>, mischief: Misbehaviour | null): Promise<Response | null> {
  const { waiting } = c.get('account');
  switch (mischief?.kind) {
    case 'error-500-after':
      return refusalResponse(c, serverError());
    case 'timeout-after':
      await waiting.hold(mischief.delayMs ?? longestHoldMs, c.req.raw.signal);
      return null;
    case 'reset-after':
      return hangUp(c);
    default:
      return null;
  }
}

function refusalOf({ status, description, reason }: Misbehaviour): Refusal {
  const why = reason ?? (description === undefined ? 'refused_on_request' : null);
  return new Refusal(description ?? 'The request was refused', { reason: why, status: status ?? 400 });
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
