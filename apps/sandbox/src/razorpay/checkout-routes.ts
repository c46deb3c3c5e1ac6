import { join } from 'node:path';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { publicFiles } from '../public-files.ts';
import type { PayInput } from './pay-order.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';
import { Refusal } from './refusal.ts';
import { readBody } from './request-body.ts';

const servePublic = publicFiles(join(import.meta.dirname, 'public'));

const ways = ['upi', 'card', 'upi-refused', 'upi-late', 'tab-closes'] as const;
type Way = (typeof ways)[number];

const payBody = z.strictObject({
  key_id: z.string(),
  way: z.enum(ways),
  email: z.string().max(255).optional(),
  contact: z.string().max(20).optional(),
  description: z.string().max(255).optional(),
});

const inputByWay: Readonly<Record<Way, PayInput>> = {
  upi: { outcome: 'success', method: 'upi' },
  card: { outcome: 'success', method: 'card' },
  'upi-refused': { outcome: 'failed', method: 'upi' },
  'upi-late': { outcome: 'late', method: 'upi' },
  'tab-closes': { outcome: 'success', method: 'upi' },
};

/** Backend of the stand-in for checkout.js. Like the original it takes the public key id and an order id, no secret. */
export function checkoutRoutes(sandbox: RazorpaySandbox): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 16 * 1024 }));
  app.get('/checkout.js', servePublic('checkout.js'));
  app.get('/checkout', servePublic('checkout.html'));
  app.get('/checkout/page.js', servePublic('checkout-page.js'));
  app.get('/checkout/page.css', servePublic('checkout-page.css'));

  app.get('/checkout/orders/:id', (c) => {
    const { book } = sandbox.account(c.req.query('key_id') ?? '');
    const { id, amount, currency, status } = book.order(c.req.param('id')).entity;
    return c.json({ id, amount, currency, status });
  });

  app.post('/checkout/orders/:id/pay', async (c) => {
    const body = await readBody(c, payBody);
    const account = sandbox.account(body.key_id);
    const payer = { email: body.email, contact: body.contact, description: body.description };
    const { payment, callback } = account.pay(c.req.param('id'), { ...inputByWay[body.way], payer });
    await account.persisted();
    if (callback !== null)
      return c.json({ callback: body.way === 'tab-closes' ? null : callback, error: null });
    return c.json({ callback: null, error: errorFor(payment) });
  });

  app.onError((error, c) => {
    if (error instanceof Refusal) return c.json(error.body, error.status);
    return c.json({ error: { code: 'SERVER_ERROR', description: 'The sandbox could not do that' } }, 500);
  });
  return app;
}

interface FailedPayment {
  id: string;
  order_id: string | null;
  error_code: string | null;
  error_description: string | null;
  error_source: string | null;
  error_step: string | null;
  error_reason: string | null;
}

/** The argument of `payment.failed` handlers. */
function errorFor(payment: FailedPayment) {
  return {
    code: payment.error_code ?? 'BAD_REQUEST_ERROR',
    description: payment.error_description ?? 'The payment is still open',
    source: payment.error_source ?? 'NA',
    step: payment.error_step ?? 'NA',
    reason: payment.error_reason ?? 'NA',
    metadata: { order_id: payment.order_id, payment_id: payment.id },
  };
}
