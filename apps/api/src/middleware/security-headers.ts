import type { CheckoutOrigins } from '@holdfast/core/ports/payment-gateway';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../request/api-env.ts';

export interface SecurityOptions {
  readonly publicUrl: URL;
  readonly checkoutOrigins: readonly CheckoutOrigins[];
}

function directive(name: string, origins: readonly string[]): string {
  return [name, "'self'", ...new Set(origins)].join(' ');
}

function contentPolicy(checkouts: readonly CheckoutOrigins[]): string {
  const pages = checkouts.flatMap((checkout) => checkout.page);
  return [
    "default-src 'self'",
    directive(
      'script-src',
      checkouts.flatMap((checkout) => checkout.script),
    ),
    // The component library sets inline styles; styles cannot run code.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    directive('connect-src', pages),
    directive('frame-src', pages),
    directive('form-action', pages),
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function securityHeaders(options: SecurityOptions) {
  const headers: Record<string, string> = {
    'content-security-policy': contentPolicy(options.checkoutOrigins),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    // Banks open in their own window during a payment and must be able to post back.
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    ...(options.publicUrl.protocol === 'https:' ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  return createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    // Responses are personal unless declared otherwise: no cache may store them.
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
}
