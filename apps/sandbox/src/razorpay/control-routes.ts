import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { kindsOf, misbehaveInput } from './misbehaviour.ts';
import { payInput, payOutcomes } from './pay-order.ts';
import type { RazorpaySandbox } from './razorpay-sandbox.ts';
import { Refusal } from './refusal.ts';
import { readBody } from './request-body.ts';

const moveBody = z.strictObject({ state: z.enum(['authorized', 'captured', 'failed', 'auto-refunded']) });
const settleBody = z.strictObject({ state: z.enum(['processed', 'failed']) });
const dashboardRefundBody = z.strictObject({ amount: z.int().min(1).optional() });
const webhookUrlBody = z.strictObject({ url: z.url().nullable() });
const webhookSecretBody = z.strictObject({ secret: z.string().min(8).max(200) });
const emptyBody = z.strictObject({});
const longestIdleWaitMs = 30_000;

/** The commands of `RazorpaySandbox` as JSON over HTTP. */
export function controlRoutes(sandbox: RazorpaySandbox): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 64 * 1024 }));
  app.use(async (_c, next) => {
    await next();
    await sandbox.persisted();
  });

  app.get('/ledger', (c) => c.json(sandbox.ledger()));
  app.get('/calls', (c) => c.json({ calls: sandbox.calls() }));
  app.get('/events', (c) => c.json({ events: sandbox.listEvents() }));
  app.get('/misbehaviours', (c) => c.json({ queued: sandbox.misbehaviours.list(), known: kindsOf }));
  app.get('/state', (c) => c.json(stateOf(sandbox)));

  app.post('/misbehave', async (c) => c.json(sandbox.misbehave(await readBody(c, misbehaveInput)), 201));
  app.delete('/misbehave', (c) => {
    sandbox.misbehaviours.clear();
    return c.json({ queued: [] });
  });
  app.post('/orders/:id/pay', async (c) =>
    c.json(sandbox.pay(c.req.param('id'), await readBody(c, payInput)), 201),
  );
  app.post('/payments/:id/become', async (c) => {
    const { state } = await readBody(c, moveBody);
    return c.json({ payment: sandbox.movePayment(c.req.param('id'), state) });
  });
  app.post('/payments/:id/dashboard-refund', async (c) => {
    const { amount } = await readBody(c, dashboardRefundBody);
    return c.json({ refund: sandbox.refundFromDashboard(c.req.param('id'), amount) }, 201);
  });
  app.post('/refunds/:id/become', async (c) => {
    const { state } = await readBody(c, settleBody);
    return c.json({ refund: sandbox.settleRefund(c.req.param('id'), state) });
  });
  app.post('/events/:id/replay', async (c) =>
    c.json({ event: await sandbox.replayEvent(c.req.param('id')) }),
  );
  addProcessRoutes(app, sandbox);
  app.onError((error, c) => failure(c, error));
  return app;
}

function addProcessRoutes(app: Hono, sandbox: RazorpaySandbox): void {
  app.post('/advance', async (c) => {
    await readBody(c, emptyBody);
    return c.json({ happened: sandbox.advance() });
  });
  app.post('/webhooks/release', (c) => {
    sandbox.releaseHeldEvents();
    return c.json({ released: true });
  });
  app.post('/webhooks/wait-idle', async (c) => {
    const idle = await Promise.race([
      sandbox.webhooksIdle().then(() => true),
      sandbox.waiting.hold(longestIdleWaitMs, c.req.raw.signal).then(() => false),
    ]);
    return c.json({ idle });
  });
  app.post('/webhook-url', async (c) => {
    const { url } = await readBody(c, webhookUrlBody);
    sandbox.setWebhookUrl(url);
    return c.json({ url });
  });
  app.post('/webhook-secret', async (c) => {
    const { secret } = await readBody(c, webhookSecretBody);
    sandbox.rotateWebhookSecret(secret);
    return c.json({ rotated: true });
  });
  app.post('/reset', async (c) => {
    await readBody(c, emptyBody);
    sandbox.reset();
    return c.json({ reset: true });
  });
}

const shown = 60;

/** What the control page shows: the latest of everything. */
function stateOf(sandbox: RazorpaySandbox) {
  const ledger = sandbox.ledger();
  return {
    webhookUrl: sandbox.webhookUrl(),
    known: kindsOf,
    outcomes: payOutcomes,
    queued: sandbox.misbehaviours.list(),
    orders: newest(ledger.orders.map((record) => record.entity)),
    payments: newest(ledger.payments.map((record) => record.entity)),
    refunds: newest(
      ledger.refunds.map(({ entity, idempotencyKey, requestedBy }) => ({
        ...entity,
        idempotencyKey,
        requestedBy,
      })),
    ),
    captures: newest(ledger.captures),
    events: newest(sandbox.listEvents().map(({ body: _body, signature: _signature, ...event }) => event)),
    calls: newest(sandbox.calls()),
    violations: ledger.violations,
  };
}

function newest<Item>(items: Item[]): Item[] {
  return items.slice(-shown).reverse();
}

function failure(c: Context, error: Error): Response {
  if (error instanceof Refusal) return c.json(error.body, error.status);
  return c.json({ error: { code: 'SANDBOX_FAULT', description: error.message } }, 500);
}
