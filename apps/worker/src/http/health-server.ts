import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Metrics } from '../metrics.ts';

export interface HealthChecks {
  /** Null is well; a text says what is wrong and makes the worker not ready. */
  readonly ready: () => Promise<Readonly<Record<string, string | null>>>;
  readonly beforeScrape: () => Promise<void>;
}

export interface HealthServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** `/healthz` the process, `/readyz` what it stands on, `/metrics` for Prometheus. */
export function startHealthServer(
  address: { host: string; port: number },
  checks: HealthChecks,
  metrics: Metrics,
) {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const results = await checks.ready();
    const isReady = Object.values(results).every((problem) => problem === null);
    return c.json({ status: isReady ? 'ready' : 'not_ready', checks: results }, isReady ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    await checks.beforeScrape().catch(() => undefined); // a scrape must not fail because one gauge cannot be read
    return c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType });
  });
  return new Promise<HealthServer>((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: address.host, port: address.port }, (info) =>
      resolve({ port: info.port, close: () => new Promise((done) => server.close(() => done())) }),
    );
    server.on('error', reject);
  });
}
