import { randomUUID } from 'node:crypto';
import { demoPassword } from '@holdfast/db/demo/demo-data';

export interface Call {
  readonly token?: string;
  readonly body?: unknown;
  /** Default: a fresh one, as a client makes for each new command. */
  readonly idempotencyKey?: string;
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, typed by the test. */
  readonly body: unknown;
}

async function request(
  apiUrl: string,
  method: 'GET' | 'POST',
  path: string,
  call: Call = {},
): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (call.token !== undefined) headers.authorization = `Bearer ${call.token}`;
  if (method === 'POST') {
    headers['content-type'] = 'application/json';
    headers['idempotency-key'] = call.idempotencyKey ?? randomUUID();
  }
  const response = await fetch(`${apiUrl}/api/v1${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(call.timeoutMs ?? 20_000),
    ...(method === 'POST' ? { body: JSON.stringify(call.body ?? {}) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : JSON.parse(text),
  };
}

/** The REST surface as a non-browser client uses it. Rejects when the server does not answer. */
export function createClient(apiUrl: string) {
  const tokens = new Map<string, Promise<string>>();
  const get = (path: string, call?: Call): Promise<Answer> => request(apiUrl, 'GET', path, call);
  const post = (path: string, call?: Call): Promise<Answer> => request(apiUrl, 'POST', path, call);

  async function freshToken(email: string): Promise<string> {
    const { status, body } = await post('/auth/login', { body: { email, password: demoPassword } });
    const token = (body as { accessToken?: string | null } | null)?.accessToken;
    if (status !== 200 || !token)
      throw new Error(`${email} cannot log in: ${status} ${JSON.stringify(body)}`);
    return token;
  }

  return {
    get,
    post,
    /** A bearer token of a demo account; requested once per account, because log-ins are rate-limited. */
    logIn: (email: string): Promise<string> => {
      const known = tokens.get(email) ?? freshToken(email);
      tokens.set(email, known);
      return known;
    },
  };
}
export type Client = ReturnType<typeof createClient>;
