import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { accountRoutes } from './control-account-routes.ts';
import type { RazorpayAccount } from './razorpay-account.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';
import { Refusal } from './refusal.ts';
import { readBody } from './request-body.ts';
import { termsChanges } from './terms.ts';

const clockBody = z.strictObject({
  advanceMs: z
    .int()
    .min(0)
    .max(400 * 86_400_000),
});
const accountBody = z.strictObject({
  keyId: z.string().regex(/^rzp_(test|live)_[A-Za-z0-9]+$/),
  keySecret: z.string().min(8).max(200),
  webhookSecret: z.string().min(8).max(200),
  accountId: z.string().regex(/^acc_[A-Za-z0-9]+$/),
  webhookUrl: z.url().nullable().default(null),
  startBalanceMinor: z.int().optional(),
  terms: termsChanges.optional(),
});
const emptyBody = z.strictObject({});

/** The commands of `RazorpaySandbox` as JSON over HTTP; those of a further account below `/accounts/<key id>`. */
export function controlRoutes(sandbox: RazorpaySandbox): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 64 * 1024 }));
  app.use(async (_c, next) => {
    await next();
    await sandbox.persisted();
  });
  addClock(app, sandbox);
  addAccounts(app, sandbox);
  app.post('/reset', async (c) => {
    await readBody(c, emptyBody);
    sandbox.reset();
    return c.json({ reset: true });
  });
  const [first] = sandbox.accounts();
  if (first !== undefined) app.route('/', accountRoutes(first));
  app.onError((error, c) => failure(c, error));
  return app;
}

function addClock(app: Hono, sandbox: RazorpaySandbox): void {
  app.get('/clock', (c) => c.json({ now: sandbox.clock.iso(), aheadMs: sandbox.clock.aheadMs() }));
  app.post('/clock', async (c) => {
    const { advanceMs } = await readBody(c, clockBody);
    const now = await sandbox.passTime(advanceMs);
    return c.json({ now: now.toISOString(), aheadMs: sandbox.clock.aheadMs() });
  });
}

const shownAccount = ({ options: { keyId, accountId }, mode, webhookUrl }: RazorpayAccount) => ({
  keyId,
  accountId,
  mode,
  webhookUrl: webhookUrl(),
});

function addAccounts(app: Hono, sandbox: RazorpaySandbox): void {
  const routes = new Map<string, Hono>();

  function routesOf(account: RazorpayAccount): Hono {
    const { keyId } = account.options;
    const known = routes.get(keyId) ?? new Hono().route(`/control/accounts/${keyId}`, accountRoutes(account));
    known.onError((error, c) => failure(c, error));
    routes.set(keyId, known);
    return known;
  }

  app.get('/accounts', (c) => c.json({ accounts: sandbox.accounts().map(shownAccount) }));
  app.post('/accounts', async (c) => {
    const { terms, startBalanceMinor, ...keys } = await readBody(c, accountBody);
    if (sandbox.findAccount(keys.keyId) !== undefined)
      throw new Refusal('There is an account with this key already', { field: 'keyId' });
    const opened = sandbox.openAccount({
      ...keys,
      ...(terms === undefined ? {} : { terms }),
      ...(startBalanceMinor === undefined ? {} : { startBalanceMinor }),
    });
    return c.json({ account: shownAccount(opened) }, 201);
  });
  app.all('/accounts/:keyId/*', (c) => routesOf(sandbox.account(c.req.param('keyId'))).fetch(c.req.raw));
}

function failure(c: Context, error: Error): Response {
  if (error instanceof Refusal) return c.json(error.body, error.status);
  return c.json({ error: { code: 'SANDBOX_FAULT', description: error.message } }, 500);
}
