import { createMiddleware } from 'hono/factory';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { ApiEnv } from '../request/api-env.ts';

/** Polled every few seconds by machines: in the metrics, but not in the log. */
const quietRoutes: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** One line and one measurement per request: ids, route pattern, status, time. No address, no query, no body. */
export function accessLog(log: Log, metrics: Metrics) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const startedAt = performance.now();
    await next();
    const milliseconds = performance.now() - startedAt;
    const { requestId, route, code } = c.var;
    const method = c.req.method;
    const status = c.res.status;
    metrics.httpSeconds.observe({ method, route, status: String(status) }, milliseconds / 1_000);
    if (code !== null) metrics.refusals.inc({ route, code });
    if (quietRoutes.has(route) && status < 500) return;
    const entry = { requestId, method, route, status, milliseconds: Math.round(milliseconds * 10) / 10 };
    log.info(code === null ? entry : { ...entry, code }, 'request');
  });
}
