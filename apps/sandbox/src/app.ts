import { Hono } from 'hono';
import { checkoutRoutes } from './checkout/checkout-routes.ts';
import { controlRoutes } from './control/control-routes.ts';
import { servePublic } from './public-files.ts';
import type { SandboxEnv } from './razorpay/misbehaving.ts';
import type { RazorpaySandbox } from './razorpay/razorpay-sandbox.ts';
import { restRoutes } from './razorpay/rest-routes.ts';

interface Parts {
  razorpay: RazorpaySandbox;
  whatsapp: Hono;
  onFault: (error: Error) => void;
}

export function sandboxApp({ razorpay, whatsapp, onFault }: Parts): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.get('/', servePublic('control.html'));
  app.get('/control.js', servePublic('control.js'));
  app.get('/control.css', servePublic('control.css'));
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.route('/control', controlRoutes(razorpay));
  app.route('/whatsapp', whatsapp);
  app.route('/', checkoutRoutes(razorpay));
  app.route(
    '/v1',
    restRoutes({
      book: razorpay.book,
      bank: razorpay.bank,
      refunds: razorpay.refunds,
      misbehaviours: razorpay.misbehaviours,
      waiting: razorpay.waiting,
      persisted: razorpay.persisted,
      keyId: razorpay.options.keyId,
      keySecret: razorpay.options.keySecret,
      onFault,
    }),
  );
  app.onError((error, c) => {
    onFault(error);
    return c.json({ error: { code: 'SANDBOX_FAULT', description: 'The sandbox could not do that' } }, 500);
  });
  return app;
}
