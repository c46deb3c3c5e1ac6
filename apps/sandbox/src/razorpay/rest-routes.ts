import { timingSafeEqual } from 'node:crypto';
import { type Handler, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Bank } from './bank.ts';
import type { Book } from './book.ts';
import { toCollection } from './entities.ts';
import { misbehaving, type Operation, refusalResponse, type SandboxEnv } from './misbehaving.ts';
import type { Misbehaviours, RestOperation } from './misbehaviour.ts';
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
import { type Refunds, refundBody } from './refunds.ts';
import { Refusal, serverError, unknownId } from './refusal.ts';
import { type ListQuery, listQuery, pageOf, readBody, readQuery } from './request-body.ts';
import type { Waiting } from './waiting.ts';

interface Options {
  book: Book;
  bank: Bank;
  refunds: Refunds;
  misbehaviours: Misbehaviours;
  waiting: Waiting;
  persisted: () => Promise<void>;
  keyId: string;
  keySecret: string;
  onFault: (error: Error) => void;
}

type On = (name: RestOperation, operation: Operation) => Handler<SandboxEnv>;

const bodyLimitBytes = 64 * 1024;

/** Razorpay's REST API for orders, payments and refunds. */
export function restRoutes(options: Options): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  const on: On = (name, operation) => misbehaving(options, name, operation);
  app.use(basicAuth(options.keyId, options.keySecret));
  app.use(
    bodyLimit({
      maxSize: bodyLimitBytes,
      onError: (c) => refusalResponse(c, new Refusal('The request is too large', { status: 413 })),
    }),
  );

  addOrderRoutes(app, options, on);
  addPaymentRoutes(app, options, on);

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

function addOrderRoutes(app: Hono<SandboxEnv>, { book, bank }: Options, on: On): void {
  app.post(
    '/orders',
    on('create-order', async (c) => createOrder(bank, await readBody(c, createOrderBody)).entity),
  );
  app.get(
    '/orders',
    on('list-orders', (c) => listOrders(book, readQuery(c, listOrdersQuery))),
  );
  app.get(
    '/orders/:id',
    on('fetch-order', (c) => book.order(idOf(c.req.param('id'))).entity),
  );
  app.patch(
    '/orders/:id',
    on('update-order', async (c) =>
      updateOrder(book, idOf(c.req.param('id')), await readBody(c, updateOrderBody)),
    ),
  );
  app.get(
    '/orders/:id/payments',
    on('fetch-order-payments', (c) => listOrderPayments(book, idOf(c.req.param('id')))),
  );
}

function addPaymentRoutes(app: Hono<SandboxEnv>, { book, bank, refunds }: Options, on: On): void {
  app.get(
    '/payments/:id',
    on('fetch-payment', (c) => book.payment(idOf(c.req.param('id'))).entity),
  );
  app.post(
    '/payments/:id/capture',
    on('capture-payment', async (c) =>
      capturePayment(book, bank, idOf(c.req.param('id')), await readBody(c, captureBody)),
    ),
  );
  app.post('/payments/:id/refund', refundKeyGuard(refunds), on('create-refund', refundOperation(refunds)));
  app.get(
    '/payments/:id/refunds',
    on('fetch-payment-refunds', (c) => listRefunds(book, idOf(c.req.param('id')), readQuery(c, listQuery))),
  );
  app.get(
    '/refunds/:id',
    on('fetch-refund', (c) => book.refund(idOf(c.req.param('id'))).entity),
  );
}

function refundOperation(refunds: Refunds): Operation {
  return async (c) => {
    const key = c.req.header('x-refund-idempotency') ?? null;
    const refund = refunds.create(idOf(c.req.param('id')), key, await readBody(c, refundBody));
    c.get('releaseRefundKey')?.();
    return refund.entity;
  };
}

/**
 * Deliberately outside the misbehaviour wrapper: a slow first call keeps its key, and a second one gets the 409. Once the
 * refund exists the key is free, even while the response is held back.
 */
function refundKeyGuard(refunds: Refunds): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const release = refunds.claimKey(c.req.header('x-refund-idempotency') ?? null);
    c.set('releaseRefundKey', release);
    try {
      await next();
    } finally {
      release();
    }
  };
}

function listRefunds(book: Book, paymentId: string, query: ListQuery): object {
  book.payment(paymentId);
  const refunds = book.refundsOf(paymentId).map((record) => record.entity);
  return toCollection(pageOf(refunds, query));
}

function idOf(param: string | undefined): string {
  if (param === undefined || !/^[a-z]+_[A-Za-z0-9]{14}$/.test(param)) throw unknownId();
  return param;
}

/** The scheme is matched exactly: the provider rejects `basic` and `BASIC` too. */
function basicAuth(keyId: string, keySecret: string): MiddlewareHandler {
  const expected = Buffer.from(`Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`);
  return async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) return next();
    return refusalResponse(c, new Refusal('Authentication failed', { status: 401, reason: 'NA' }));
  };
}
