import { timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Book } from './book.ts';
import { toCollection } from './entities.ts';
import { misbehaving, type Operation, refusalResponse, type SandboxEnv } from './misbehaving.ts';
import {
  createOrder,
  createOrderBody,
  listOrderPayments,
  listOrders,
  listOrdersQuery,
  updateOrder,
  updateOrderBody,
} from './orders.ts';
import { captureBody, capturePayment } from './payments.ts';
import type { RazorpayAccount } from './razorpay-account.ts';
import { refundBody } from './refunds.ts';
import { Refusal, serverError, unknownId } from './refusal.ts';
import { type Dated, type ListQuery, listQuery, pageOf, readBody, readQuery } from './request-body.ts';

interface Options {
  /** By key id. */
  findAccount: (keyId: string) => RazorpayAccount | undefined;
  onFault: (error: Error) => void;
}

const bodyLimitBytes = 64 * 1024;

/** Razorpay's REST API for orders, payments and refunds. */
export function restRoutes(options: Options): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.use(basicAuth(options.findAccount));
  app.use(
    bodyLimit({
      maxSize: bodyLimitBytes,
      onError: (c) => refusalResponse(c, new Refusal('The request is too large', { status: 413 })),
    }),
  );

  addOrderRoutes(app);
  addPaymentRoutes(app);
  addRefundRoutes(app);

  app.notFound((c) =>
    refusalResponse(
      c,
      new Refusal('The requested URL was not found on the server.', { status: 404, reason: 'NA' }),
    ),
  );
  app.onError((error, c) => {
    if (error instanceof Refusal) return refusalResponse(c, error);
    options.onFault(error);
    return refusalResponse(c, serverError());
  });
  return app;
}

const bookOf = (c: Context<SandboxEnv>): Book => c.get('account').book;

function addOrderRoutes(app: Hono<SandboxEnv>): void {
  app.post(
    '/orders',
    misbehaving('create-order', async (c) => {
      const body = await readBody(c, createOrderBody);
      return createOrder(c.get('account').bank, body).entity;
    }),
  );
  app.get(
    '/orders',
    misbehaving('list-orders', (c) => listOrders(bookOf(c), readQuery(c, listOrdersQuery))),
  );
  app.get(
    '/orders/:id',
    misbehaving('fetch-order', (c) => bookOf(c).order(idOf(c.req.param('id'))).entity),
  );
  app.patch(
    '/orders/:id',
    misbehaving('update-order', async (c) =>
      updateOrder(bookOf(c), idOf(c.req.param('id')), await readBody(c, updateOrderBody)),
    ),
  );
  app.get(
    '/orders/:id/payments',
    misbehaving('fetch-order-payments', (c) => listOrderPayments(bookOf(c), idOf(c.req.param('id')))),
  );
}

function addPaymentRoutes(app: Hono<SandboxEnv>): void {
  app.get(
    '/payments',
    misbehaving('list-payments', (c) => listOf(bookOf(c).payments.values(), readQuery(c, listQuery))),
  );
  app.get(
    '/payments/:id',
    misbehaving('fetch-payment', (c) => bookOf(c).payment(idOf(c.req.param('id'))).entity),
  );
  app.post(
    '/payments/:id/capture',
    misbehaving('capture-payment', async (c) => {
      const { book, bank } = c.get('account');
      return capturePayment(book, bank, idOf(c.req.param('id')), await readBody(c, captureBody));
    }),
  );
  app.post('/payments/:id/refund', refundKeyGuard, misbehaving('create-refund', createRefund));
  app.get(
    '/payments/:id/refunds',
    misbehaving('fetch-payment-refunds', (c) => {
      const { id } = bookOf(c).payment(idOf(c.req.param('id'))).entity;
      return listOf(bookOf(c).refundsOf(id), readQuery(c, listQuery));
    }),
  );
}

function addRefundRoutes(app: Hono<SandboxEnv>): void {
  app.get(
    '/refunds',
    misbehaving('list-refunds', (c) => listOf(bookOf(c).refunds.values(), readQuery(c, listQuery))),
  );
  app.get(
    '/refunds/:id',
    misbehaving('fetch-refund', (c) => bookOf(c).refund(idOf(c.req.param('id'))).entity),
  );
}

const createRefund: Operation = async (c) => {
  const key = c.req.header('x-refund-idempotency') ?? null;
  const body = await readBody(c, refundBody);
  const refund = c.get('account').refunds.create(idOf(c.req.param('id')), key, body);
  c.get('releaseRefundKey')?.();
  return refund.entity;
};

/**
 * Deliberately outside the misbehaviour wrapper: a slow first call keeps its key, and a second one gets the 409. Once the
 * refund exists the key is free, even while the response is held back.
 */
const refundKeyGuard: MiddlewareHandler<SandboxEnv> = async (c, next) => {
  const release = c.get('account').refunds.claimKey(c.req.header('x-refund-idempotency') ?? null);
  c.set('releaseRefundKey', release);
  try {
    await next();
  } finally {
    release();
  }
};

function listOf<Item extends Dated>(records: Iterable<{ entity: Item }>, query: ListQuery): object {
  const entities = [...records].map((record) => record.entity);
  return toCollection(pageOf(entities, query));
}

function idOf(param: string | undefined): string {
  if (param === undefined || !/^[a-z]+_[A-Za-z0-9]{14}$/.test(param)) throw unknownId();
  return param;
}

const scheme = 'Basic ';

/** The key id tells the account. The scheme is matched exactly: the provider rejects `basic` and `BASIC` too. */
function basicAuth(findAccount: Options['findAccount']): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const given = c.req.header('authorization') ?? '';
    const decoded = Buffer.from(given.slice(scheme.length), 'base64').toString('utf8');
    const account = findAccount(decoded.slice(0, Math.max(0, decoded.indexOf(':'))));
    if (account === undefined || !isSame(given, headerOf(account)))
      return refusalResponse(c, new Refusal('Authentication failed', { status: 401, reason: 'NA' }));
    c.set('account', account);
    return next();
  };
}

const headerOf = ({ options: { keyId, keySecret } }: RazorpayAccount): string =>
  `${scheme}${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`;

function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
