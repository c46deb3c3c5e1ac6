import { ErrorBody, errorCatalog } from '@holdfast/contract/errors';
import { expect } from 'vitest';

export interface Call {
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as is. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: Loose | undefined;
}

/** A response of untyped shape: any path may be requested. */
export interface Loose {
  readonly [name: string]: Loose | undefined;
}

function parse(text: string): Loose | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One plain HTTP request, as a third-party client would send it. */
export async function send(baseUrl: string, method: string, path: string, call: Call = {}): Promise<Answer> {
  const headers = new Headers(call.headers);
  if (call.token !== undefined) headers.set('authorization', `Bearer ${call.token}`);
  if (call.body !== undefined && !headers.has('content-type'))
    headers.set('content-type', 'application/json');
  const body = call.raw ?? (call.body === undefined ? null : JSON.stringify(call.body));
  const response = await fetch(`${baseUrl}${path}`, { method, headers, body, redirect: 'manual' });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

const internals = /node_modules|\bat .+:\d+:\d+|file:\/\/|select .* from|StorageError|ZodError|TRPCError/i;

/** An error on either surface: the status of its code, the envelope, and no internals. */
export function expectRefusal(answer: Answer, code: ErrorBody['code']): ErrorBody {
  const shape = answer.json?.error?.data?.error ?? answer.json?.error;
  const error = ErrorBody.parse(shape);
  expect({ code: error.code, status: answer.status }).toEqual({ code, status: errorCatalog[code].status });
  expect(error.requestId).toBe(answer.headers.get('x-request-id'));
  expect(answer.text).not.toMatch(internals);
  const mustWait = answer.status === 429 || answer.status === 503;
  expect(answer.headers.has('retry-after')).toBe(mustWait);
  return error;
}

/** The fields that an error names. */
export function fieldsOf(error: ErrorBody): string[] {
  return (error.fields ?? []).map((problem) => problem.field).sort();
}
