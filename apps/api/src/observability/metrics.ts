import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface PoolCounts {
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

export interface Metrics {
  readonly registry: Registry;
  readonly httpSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly refusals: Counter<'route' | 'code'>;
  readonly crashes: Counter<'where'>;
  readonly webhooks: Counter<'provider' | 'outcome'>;
  readonly rateLimited: Counter<'limit'>;
  readonly storageRetries: Counter<'kind'>;
  readonly watchPool: (pool: string, read: () => PoolCounts) => void;
  readonly watchGauge: (name: string, help: string, read: () => number) => void;
}

const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** A separate registry, so that several applications can run in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  // Includes event-loop delay, garbage collection, memory and handles.
  collectDefaultMetrics({ register: registry, prefix: 'holdfast_' });
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `holdfast_${name}`, help, labelNames: [...labelNames], registers });

  const pools = new Map<string, () => PoolCounts>();
  new Gauge({
    name: 'holdfast_pool_connections',
    help: 'Connections of a database pool by state; waiting counts callers without one',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, read] of pools) {
        for (const [state, count] of Object.entries(read())) this.set({ pool, state }, count);
      }
    },
  });

  return {
    registry,
    httpSeconds: new Histogram({
      name: 'holdfast_http_request_seconds',
      help: 'Time from the first byte of a request to the head of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers,
    }),
    refusals: counter('refusals_total', 'Answers with an error code', ['route', 'code']),
    crashes: counter('crashes_total', 'Defects, by where they happened', ['where']),
    webhooks: counter('webhooks_total', 'Webhook deliveries by what became of them', ['provider', 'outcome']),
    rateLimited: counter('rate_limited_total', 'Tries refused by a limit', ['limit']),
    storageRetries: counter('storage_retries_total', 'Transactions run again after a deadlock or the like', [
      'kind',
    ]),
    watchPool: (pool, read) => {
      pools.set(pool, read);
    },
    watchGauge: (name, help, read) => {
      new Gauge({
        name: `holdfast_${name}`,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
  };
}
