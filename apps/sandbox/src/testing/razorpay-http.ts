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

interface Keys {
  keyId: string;
  keySecret: string;
}

/** Plain HTTP with a key, by default the first account's, to test the wire format without a client library. */
export function razorpayHttp(url: string, { keyId, keySecret }: Keys = sandboxKeys): RazorpayHttp {
  const basic = `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`;
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
