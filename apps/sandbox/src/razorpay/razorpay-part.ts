import { join } from 'node:path';
import { Hono } from 'hono';
import { publicFiles } from '../public-files.ts';
import type { SandboxPart } from '../sandbox-part.ts';
import { checkoutRoutes } from './checkout-routes.ts';
import { controlRoutes } from './control-routes.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';
import { restRoutes } from './rest-routes.ts';

const servePublic = publicFiles(join(import.meta.dirname, 'public'));

/** The stand-in with its REST API, its checkout and its control page. */
export function razorpayPart(sandbox: RazorpaySandbox, onFault: (error: Error) => void): SandboxPart {
  const routes = new Hono();
  routes.get('/', servePublic('control.html'));
  routes.get('/control.js', servePublic('control.js'));
  routes.get('/control.css', servePublic('control.css'));
  routes.route('/control', controlRoutes(sandbox));
  routes.route('/', checkoutRoutes(sandbox));
  routes.route('/v1', restRoutes({ findAccount: sandbox.findAccount, onFault }));
  return { routes, start: () => sandbox.start(), close: () => sandbox.close() };
}
