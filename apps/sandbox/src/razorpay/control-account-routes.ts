import { Hono } from 'hono';
import { z } from 'zod';
import { disputeOutcomes } from './entities.ts';
import { kindsOf, misbehaveInput } from './misbehaviour.ts';
import { payInput, payOutcomes } from './pay-order.ts';
import type { RazorpayAccount } from './razorpay-account.ts';
import { readBody } from './request-body.ts';
import { termsChanges } from './terms.ts';

const currency = z.string().regex(/^[A-Z]{3}$/);
const amount = z.int().min(1);

const moveBody = z.strictObject({
  state: z.enum(['authorized', 'captured', 'failed', 'auto-refunded']),
  amount: amount.optional(),
  currency: currency.optional(),
});
const settleBody = z.strictObject({ state: z.enum(['processed', 'failed']) });
const amountBody = z.strictObject({ amount: amount.optional() });
const moneyBody = z.strictObject({ amount, currency: currency.default('INR') });
const feeBody = z.union([
  z.strictObject({ fee: z.int().min(0), tax: z.int().min(0) }),
  z.strictObject({}).transform(() => undefined),
]);
const disputeBody = z.strictObject({ state: z.enum(disputeOutcomes) });
const balanceBody = z.strictObject({ amount: z.int(), currency: currency.default('INR') });
const switchBody = z.strictObject({ to: z.enum(['on', 'off']) });
const releaseBody = z.strictObject({ id: z.string().optional() });
const bodyOfBody = z.strictObject({ bodyOf: z.string() });
const webhookUrlBody = z.strictObject({ url: z.url().nullable() });
const webhookSecretBody = z.strictObject({ secret: z.string().min(8).max(200) });
const emptyBody = z.strictObject({});
const longestIdleWaitMs = 30_000;

/** The commands of one account. */
export function accountRoutes(account: RazorpayAccount): Hono {
  const app = new Hono();
  addReads(app, account);
  addPayments(app, account);
  addDashboard(app, account);
  addMisbehaviour(app, account);
  addWebhooks(app, account);
  return app;
}

function addReads(app: Hono, account: RazorpayAccount): void {
  app.get('/ledger', (c) => c.json(account.ledger()));
  app.get('/calls', (c) => c.json({ calls: account.calls() }));
  app.get('/events', (c) => c.json({ events: account.listEvents() }));
  app.get('/state', (c) => c.json(stateOf(account)));
}

function addPayments(app: Hono, account: RazorpayAccount): void {
  app.post('/orders/:id/pay', async (c) =>
    c.json(account.pay(c.req.param('id'), await readBody(c, payInput)), 201),
  );
  app.post('/orders/:id/pay-twin', async (c) =>
    c.json(account.payTwin(c.req.param('id'), await readBody(c, payInput)), 201),
  );
  app.post('/payment-links/pay', async (c) => c.json(account.payByLink(await readBody(c, moneyBody)), 201));
  app.post('/payments/without-order', async (c) =>
    c.json({ payment: account.payWithoutOrder(await readBody(c, moneyBody)) }, 201),
  );
  app.post('/payments/:id/become', async (c) => {
    const { state, ...changes } = await readBody(c, moveBody);
    return c.json({ payment: account.movePayment(c.req.param('id'), state, changes) });
  });
}

function addDashboard(app: Hono, account: RazorpayAccount): void {
  app.post('/payments/:id/dashboard-refund', async (c) => {
    const { amount: part } = await readBody(c, amountBody);
    return c.json({ refund: account.refundFromDashboard(c.req.param('id'), part) }, 201);
  });
  app.post('/payments/:id/tell-fee', async (c) =>
    c.json({ payment: account.tellFee(c.req.param('id'), await readBody(c, feeBody)) }),
  );
  app.post('/payments/:id/dispute', async (c) => {
    const { amount: part } = await readBody(c, amountBody);
    return c.json({ dispute: account.openDispute(c.req.param('id'), part) }, 201);
  });
  app.post('/disputes/:id/become', async (c) => {
    const { state } = await readBody(c, disputeBody);
    return c.json({ dispute: account.settleDispute(c.req.param('id'), state) });
  });
  app.post('/refunds/:id/become', async (c) => {
    const { state } = await readBody(c, settleBody);
    return c.json({ refund: account.settleRefund(c.req.param('id'), state) });
  });
  app.post('/balance', async (c) => {
    const change = await readBody(c, balanceBody);
    return c.json({ balance: account.adjustBalance(change.amount, change.currency) });
  });
  app.get('/terms', (c) => c.json(account.terms()));
  app.post('/terms', async (c) => c.json(account.setTerms(await readBody(c, termsChanges))));
  app.post('/advance', async (c) => {
    await readBody(c, emptyBody);
    return c.json({ happened: account.advance() });
  });
}

function addMisbehaviour(app: Hono, account: RazorpayAccount): void {
  app.get('/misbehaviours', (c) => c.json({ queued: account.misbehaviours.list(), known: kindsOf }));
  app.post('/misbehave', async (c) => c.json(account.misbehave(await readBody(c, misbehaveInput)), 201));
  app.delete('/misbehave', (c) => {
    account.misbehaviours.clear();
    return c.json({ queued: [] });
  });
}

function addWebhooks(app: Hono, account: RazorpayAccount): void {
  app.post('/events/:id/replay', async (c) =>
    c.json({ event: await account.replayEvent(c.req.param('id')) }),
  );
  app.post('/events/:id/send-under', async (c) => {
    const { bodyOf } = await readBody(c, bodyOfBody);
    return c.json({ event: await account.sendUnderId(c.req.param('id'), bodyOf) });
  });
  app.post('/webhooks/release', async (c) => {
    account.releaseHeldEvents((await readBody(c, releaseBody)).id);
    return c.json({ released: true });
  });
  app.post('/webhooks/switch', async (c) => {
    const { to } = await readBody(c, switchBody);
    account.switchWebhooks(to);
    return c.json({ webhooks: to });
  });
  app.post('/webhooks/wait-idle', async (c) => {
    const idle = await Promise.race([
      account.webhooksIdle().then(() => true),
      account.waiting.hold(longestIdleWaitMs, c.req.raw.signal).then(() => false),
    ]);
    return c.json({ idle });
  });
  app.post('/webhook-url', async (c) => {
    const { url } = await readBody(c, webhookUrlBody);
    account.setWebhookUrl(url);
    return c.json({ url });
  });
  app.post('/webhook-secret', async (c) => {
    const { secret } = await readBody(c, webhookSecretBody);
    account.rotateWebhookSecret(secret);
    return c.json({ rotated: true });
  });
}

const shown = 60;

/** What the control page shows: the latest of everything. */
function stateOf(account: RazorpayAccount) {
  const ledger = account.ledger();
  return {
    webhookUrl: account.webhookUrl(),
    webhooks: account.webhooksAre(),
    clockAheadMs: account.clock.aheadMs(),
    balances: ledger.balances,
    known: kindsOf,
    outcomes: payOutcomes,
    queued: account.misbehaviours.list(),
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
    events: newest(account.listEvents().map(({ body: _body, signature: _signature, ...event }) => event)),
    calls: newest(account.calls()),
    violations: ledger.violations,
  };
}

function newest<Item>(items: Item[]): Item[] {
  return items.slice(-shown).reverse();
}
