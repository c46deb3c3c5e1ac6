import { sandboxKeys } from '../create-sandbox.ts';

interface Answer {
  status: number;
  body: Record<string, unknown>;
}
interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}
export type RazorpayHttp = (method: string, path: string, options?: CallOptions) => Promise<Answer>;

const basic = `Basic ${Buffer.from(`${sandboxKeys.keyId}:${sandboxKeys.keySecret}`).toString('base64')}`;

/** Plain HTTP with a valid key, to test the wire format without a client library. */
export function razorpayHttp(url: string): RazorpayHttp {
  return async (method, path, options = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: basic, 'content-type': 'application/json', ...options.headers },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      status: response.status,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
    };
  };
}
