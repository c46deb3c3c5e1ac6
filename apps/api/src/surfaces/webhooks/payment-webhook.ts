import type { RateLimit } from '@holdfast/contract/budget';
import { AppError } from '@holdfast/contract/errors';
import type { PaymentGateways } from '@holdfast/core/ports/payment-gateway';
import type { RateLimiter } from '@holdfast/core/ports/rate-limiter';
import type { IngestEvent } from '@holdfast/core/usecases/money/ingest-event';
import type { Handler } from 'hono';
import type { Metrics } from '../../observability/metrics.ts';
import type { ApiEnv } from '../../request/api-env.ts';
import { addressKey, clientAddress } from '../../request/client-address.ts';
import { readBody } from '../../request/read-body.ts';

const maxWebhookBytes = 1024 * 1024;

/** Only forged deliveries are limited: a storm of genuine ones is processed in full. */
const forged: RateLimit = { name: 'webhook-forged', points: 30, windowSeconds: 60, localPoints: 10 };

export interface WebhookOptions {
  /** Any other address does not exist. */
  readonly gateways: Pick<PaymentGateways, 'at'>;
  readonly ingest: IngestEvent;
  readonly limiter: RateLimiter;
  readonly metrics: Metrics;
  readonly trustedProxies: number;
}

/**
 * `/webhooks/:provider/:accountKey`, and without a key for the account of the environment. Takes raw bytes; every well-signed
 * delivery gets 200, even if it cannot be applied yet.
 */
export function paymentWebhook(options: WebhookOptions): Handler<ApiEnv> {
  const { gateways, ingest, limiter, metrics } = options;

  return async (c) => {
    const accountKey = c.req.param('accountKey') ?? null;
    const gateway = await gateways.at({ provider: c.req.param('provider') ?? '', accountKey });
    if (!gateway) throw new AppError('NOT_FOUND', { internal: 'webhook address' });
    const { provider } = gateway;
    const count = (outcome: string): void => metrics.webhooks.inc({ provider, outcome });
    c.set('route', `/webhooks/${provider}`);
    try {
      const bytes = await readBody(c, maxWebhookBytes);
      const result = await ingest(gateway, bytes, c.req.raw.headers, c.var.requestId);
      count(result.outcome);
      return c.json({ outcome: result.outcome });
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'INVALID_SIGNATURE') {
        count('error');
        throw thrown;
      }
      count('bad_signature');
      const verdict = await limiter.consume(forged, addressKey(clientAddress(c, options.trustedProxies)));
      if (verdict.allowed) throw thrown;
      metrics.rateLimited.inc({ limit: forged.name });
      throw new AppError('RATE_LIMITED', {
        internal: 'forged webhooks',
        details: { retryAfterSeconds: verdict.retryAfterSeconds },
        cause: thrown,
      });
    }
  };
}
