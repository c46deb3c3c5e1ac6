import http from 'node:http';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  /** 0: no answer. */
  readonly status: number;
  readonly body: string;
}

/** One unit of measured work. It resolves to its outcome, which the row compares with the expected one. */
export type Call = () => Promise<string>;

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Count of each unexpected outcome. */
  readonly others: Readonly<Record<string, number>>;
}

const requestTimeoutMs = 30_000;

export function send(agent: http.Agent, port: number, request: Request): Promise<Reply> {
  return new Promise((resolve) => {
    const { method, path, body = '' } = request;
    const headers = { ...request.headers, 'content-length': Buffer.byteLength(body) };
    const options = { agent, host: '127.0.0.1', port, path, method, headers, timeout: requestTimeoutMs };
    const call = http.request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve({ status: 0, body: '' }));
    call.end(body);
  });
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function summarise(
  latenciesMs: readonly number[],
  outcomes: readonly string[],
  seconds: number,
  expected: string,
): Measured {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const others: Record<string, number> = {};
  for (const outcome of outcomes) if (outcome !== expected) others[outcome] = (others[outcome] ?? 0) + 1;
  return {
    perSecond: outcomes.length / seconds,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    others,
  };
}

/** `clients` callers, each starting its next call when the previous one was answered. */
export async function closedLoop(
  clients: number,
  calls: readonly Call[],
  expected: string,
): Promise<Measured & { readonly latenciesMs: readonly number[] }> {
  const latenciesMs: number[] = [];
  const outcomes: string[] = [];
  let next = 0;
  async function client(): Promise<void> {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const from = performance.now();
      outcomes.push(await call());
      latenciesMs.push(performance.now() - from);
    }
  }
  const from = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - from) / 1000;
  return { ...summarise(latenciesMs, outcomes, seconds, expected), latenciesMs };
}

/** Starts calls at fixed instants regardless of the answers; latency counts from the planned instant. */
export async function openLoop(
  perSecond: number,
  calls: readonly Call[],
  expected: string,
): Promise<Measured> {
  const latenciesMs: number[] = [];
  const outcomes: string[] = [];
  const begin = performance.now() + 50;
  const running: Promise<void>[] = [];
  for (let sent = 0; sent < calls.length; ) {
    const due = Math.min(calls.length, Math.floor(((performance.now() - begin) / 1000) * perSecond) + 1);
    for (; sent < due; sent += 1) {
      const call = calls[sent];
      if (!call) break;
      const plannedAt = begin + (sent / perSecond) * 1000;
      running.push(
        call().then((outcome) => {
          outcomes.push(outcome);
          latenciesMs.push(performance.now() - plannedAt);
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
  return summarise(latenciesMs, outcomes, (performance.now() - begin) / 1000, expected);
}
