import { isServing, type Readiness } from '@holdfast/core/readiness/readiness';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Metrics } from '../metrics.ts';

export interface HealthChecks {
  readonly readiness: Readiness;
  readonly beforeScrape: () => Promise<void>;
}

export interface HealthServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** `/healthz`: the process; `/readyz`: its dependencies; `/metrics`: for Prometheus. */
export function startHealthServer(
  address: { host: string; port: number },
  checks: HealthChecks,
  metrics: Metrics,
) {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const report = await checks.readiness.report();
    return c.json(report, isServing(report) ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    await checks.beforeScrape().catch(() => undefined); // one unreadable gauge must not fail the scrape
    return c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType });
  });
  return new Promise<HealthServer>((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: address.host, port: address.port }, (info) =>
      resolve({ port: info.port, close: () => new Promise((done) => server.close(() => done())) }),
    );
    server.on('error', reject);
  });
}
