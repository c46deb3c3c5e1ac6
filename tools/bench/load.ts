import http from 'node:http';

export interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Answers other than the expected status, by status. */
  readonly others: Readonly<Record<string, number>>;
}

const requestTimeoutMs = 30_000;

function send(agent: http.Agent, port: number, request: Request): Promise<number> {
  return new Promise((resolve) => {
    const headers = { ...request.headers, 'content-length': Buffer.byteLength(request.body) };
    const call = http.request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path: request.path,
        method: 'POST',
        headers,
        timeout: requestTimeoutMs,
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(0));
    call.end(request.body);
  });
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function summarise(
  latenciesMs: number[],
  statuses: readonly number[],
  seconds: number,
  expected: number,
): Measured {
  const sorted = latenciesMs.sort((a, b) => a - b);
  const others: Record<string, number> = {};
  for (const status of statuses) if (status !== expected) others[status] = (others[status] ?? 0) + 1;
  return {
    perSecond: statuses.length / seconds,
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    p99Ms: percentile(sorted, 0.99),
    others,
  };
}

/** `clients` callers, each sending its next request when the last one was answered. */
export async function closedLoop(
  port: number,
  clients: number,
  requests: readonly Request[],
  expected: number,
): Promise<Measured> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const latenciesMs: number[] = [];
  const statuses: number[] = [];
  let next = 0;
  async function client(): Promise<void> {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const from = performance.now();
      statuses.push(await send(agent, port, request));
      latenciesMs.push(performance.now() - from);
    }
  }
  const from = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  return summarise(latenciesMs, statuses, seconds, expected);
}

/** Sends at fixed instants whatever the answers do; latency counts from the instant that was planned. */
export async function openLoop(
  port: number,
  perSecond: number,
  requests: readonly Request[],
  expected: number,
): Promise<Measured> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const latenciesMs: number[] = [];
  const statuses: number[] = [];
  const begin = performance.now() + 50;
  const running: Promise<void>[] = [];
  for (let sent = 0; sent < requests.length; ) {
    const due = Math.min(requests.length, Math.floor(((performance.now() - begin) / 1000) * perSecond) + 1);
    for (; sent < due; sent += 1) {
      const request = requests[sent];
      if (!request) break;
      const plannedAt = begin + (sent / perSecond) * 1000;
      running.push(
        send(agent, port, request).then((status) => {
          statuses.push(status);
          latenciesMs.push(performance.now() - plannedAt);
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  return summarise(latenciesMs, statuses, seconds, expected);
}
