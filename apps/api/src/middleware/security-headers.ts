import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from '../request/api-env.ts';

export interface SecurityOptions {
  readonly publicUrl: URL;
  /** Where the provider's checkout script lies; its own pages may be framed and called. */
  readonly checkoutUrl: string;
}

/** Razorpay's hosted checkout is loaded from one host, framed from another and reports to a third. */
const razorpayHosts = [
  'https://checkout.razorpay.com',
  'https://api.razorpay.com',
  'https://lumberjack.razorpay.com',
];

function contentPolicy(checkoutUrl: string): string {
  const checkout = new URL(checkoutUrl).origin;
  const isHosted = checkout === razorpayHosts[0];
  const outside = (isHosted ? razorpayHosts : [checkout]).join(' ');
  return [
    "default-src 'self'",
    `script-src 'self' ${checkout}`,
    // The component library sets styles from script; no style can run code.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ${outside}`,
    `frame-src 'self' ${outside}`,
    `form-action 'self' ${outside}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function securityHeaders(options: SecurityOptions) {
  const headers: Record<string, string> = {
    'content-security-policy': contentPolicy(options.checkoutUrl),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    // Banks open in a window of their own during a payment and must be able to answer.
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    ...(options.publicUrl.protocol === 'https:' ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  return createMiddleware<ApiEnv>(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
    // Whatever does not say otherwise is about somebody: nobody in between may keep it.
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
}
