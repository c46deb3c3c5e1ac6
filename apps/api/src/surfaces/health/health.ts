import { AppError } from '@holdfast/contract/errors';
import { isServing, type Readiness } from '@holdfast/core/readiness/readiness';
import { Hono } from 'hono';
import type { Metrics } from '../../observability/metrics.ts';
import type { ApiEnv } from '../../request/api-env.ts';

export interface HealthOptions {
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly metricsToken: string | undefined;
}

/** For machines: liveness, readiness and metrics. */
export function healthRoutes(options: HealthOptions): Hono<ApiEnv> {
  const { readiness, metrics, metricsToken } = options;
  const routes = new Hono<ApiEnv>();
  routes.get('/healthz', (c) => {
    c.set('route', '/healthz');
    return c.json({ status: 'ok', uptimeSeconds: Math.floor(process.uptime()) });
  });
  routes.get('/readyz', async (c) => {
    c.set('route', '/readyz');
    const report = await readiness.report();
    const isReady = isServing(report);
    if (!isReady) c.header('retry-after', '2');
    return c.json(report, isReady ? 200 : 503);
  });
  routes.get('/metrics', async (c) => {
    c.set('route', '/metrics');
    if (metricsToken !== undefined && c.req.header('authorization') !== `Bearer ${metricsToken}`) {
      throw new AppError('UNAUTHENTICATED');
    }
    return c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType });
  });
  return routes;
}
