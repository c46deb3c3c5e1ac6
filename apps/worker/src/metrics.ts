import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The worker's Prometheus metrics. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    rounds: new Counter({
      name: 'holdfast_worker_loop_rounds_total',
      help: 'Rounds of each loop by outcome',
      labelNames: ['loop', 'outcome'] as const,
      registers,
    }),
    sends: new Counter({
      name: 'holdfast_worker_messages_total',
      help: 'Messages handled by outcome',
      labelNames: ['outcome'] as const,
      registers,
    }),
    outboxLagSeconds: new Gauge({
      name: 'holdfast_outbox_lag_seconds',
      help: 'Age of the oldest message that is due and not under way',
      registers,
    }),
    violations: new Gauge({
      name: 'holdfast_invariant_violations',
      help: 'Rows that break an invariant, -1 when its check failed',
      labelNames: ['invariant'] as const,
      registers,
    }),
    retries: new Counter({
      name: 'holdfast_transaction_retries_total',
      help: 'Transactions that were tried again after a deadlock or a serialization failure',
      labelNames: ['kind'] as const,
      registers,
    }),
    providerErrors: new Counter({
      name: 'holdfast_provider_errors_total',
      help: 'Calls to the payment provider that failed, by kind',
      labelNames: ['kind'] as const,
      registers,
    }),
    whatsappReady: new Gauge({
      name: 'holdfast_whatsapp_ready',
      help: '1 while this worker can send',
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
