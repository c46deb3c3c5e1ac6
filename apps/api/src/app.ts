import { AppError } from '@holdfast/contract/errors';
import type { AppRouter } from '@holdfast/contract/trpc/router';
import type { FollowFeed, UseCases } from '@holdfast/contract/use-cases';
import type { CheckoutOrigins } from '@holdfast/core/ports/payment-gateway';
import { Hono } from 'hono';
import { accessLog } from './middleware/access-log.ts';
import type { InFlight } from './middleware/in-flight.ts';
import { requestId } from './middleware/request-id.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import type { Faults } from './observability/faults.ts';
import type { Log } from './observability/log.ts';
import type { ApiEnv } from './request/api-env.ts';
import { apiPrefix } from './request/api-prefix.ts';
import type { ReadContext } from './request/context.ts';
import { errorAnswer } from './request/error-answer.ts';
import { docsRoutes } from './surfaces/docs/docs.ts';
import { eventsHandler, eventsPath } from './surfaces/events/events.ts';
import { type HealthOptions, healthRoutes } from './surfaces/health/health.ts';
import { createRestBridge } from './surfaces/rest/bridge.ts';
import { createTrpcHandler } from './surfaces/trpc/handler.ts';
import { webApp } from './surfaces/web/web-app.ts';
import { createWebFiles } from './surfaces/web/web-files.ts';
import { paymentWebhook, type WebhookOptions } from './surfaces/webhooks/payment-webhook.ts';

export interface AppParts {
  readonly publicUrl: URL;
  /** Origins that the page may reach for the checkouts of all providers. */
  readonly checkoutOrigins: readonly CheckoutOrigins[];
  readonly webDist: string | undefined;
  readonly log: Log;
  readonly faults: Faults;
  readonly health: HealthOptions;
  readonly inFlight: InFlight;
  readonly readContext: ReadContext;
  readonly router: AppRouter;
  readonly followFeed: FollowFeed;
  readonly readMe: UseCases['auth']['me'];
  readonly webhook: WebhookOptions;
}

/** Every middleware and route, in the order in which a request passes them. */
export function createApp(parts: AppParts): Hono<ApiEnv> {
  const { publicUrl, faults, inFlight, readContext } = parts;
  const app = new Hono<ApiEnv>();

  app.use(requestId);
  app.use(accessLog(parts.log, parts.health.metrics));
  app.use(securityHeaders({ publicUrl, checkoutOrigins: parts.checkoutOrigins }));

  app.route('/', healthRoutes(parts.health));
  const deliver = paymentWebhook(parts.webhook);
  app.post('/webhooks/:provider', deliver);
  app.post('/webhooks/:provider/:accountKey', deliver);

  app.route('/api', docsRoutes(publicUrl));
  app.use('/api/*', inFlight.guard);
  app.get(eventsPath, eventsHandler(parts));
  app.route(apiPrefix, createRestBridge(parts.router, readContext));

  app.use('/trpc/*', inFlight.guard);
  app.all('/trpc/*', createTrpcHandler(parts.router, readContext, faults));

  for (const path of ['/api/*', '/webhooks/*']) app.all(path, unknownRoute);
  if (parts.webDist !== undefined) app.get('*', webApp(createWebFiles(parts.webDist)));

  app.notFound((c) => errorAnswer(c, faults, new AppError('NOT_FOUND', { internal: 'no route' })));
  app.onError((thrown, c) => errorAnswer(c, faults, thrown));
  return app;
}

function unknownRoute(): never {
  throw new AppError('NOT_FOUND', { internal: 'no route' });
}
