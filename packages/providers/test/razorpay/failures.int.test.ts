import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRazorpayGateway, type RazorpayGateway } from '../../src/razorpay/gateway.ts';
import { configFor, failureOf, type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.sandbox.close());

interface Answer {
  status: number;
  type: string;
  body: string;
}

/** A server that says one thing to everything. */
async function withServer(
  answer: Answer,
  use: (gateway: RazorpayGateway, requests: string[]) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response
      .writeHead(answer.status, { 'content-type': answer.type, location: '/elsewhere' })
      .end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    await use(createRazorpayGateway(configFor(`http://127.0.0.1:${port}`)), requests);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const input = { receipt: 'r', amountMinor: 80000, currency: 'INR', notes: {} };

describe('a write whose answer is missing or broken has an unknown outcome', () => {
  test('no answer in time: unknown, the cause kept, and the order is there to be found', async () => {
    rig.sandbox.razorpay.misbehave({ operation: 'create-order', kind: 'timeout-after' });
    const error = await failureOf(rig.newOrder());
    expect(error).toMatchObject({ kind: 'unknown', statusCode: null, code: 'ECONNABORTED' });
    expect(await rig.gateway.findOrderByReceipt(rig.receipt)).toMatchObject({ receipt: rig.receipt });
  });

  test('a refused connection: unknown, not a TypeError', async () => {
    const gateway = createRazorpayGateway(configFor(`http://127.0.0.1:${await closedPort()}`));
    expect(await failureOf(gateway.createOrder(input))).toMatchObject({
      kind: 'unknown',
      statusCode: null,
      code: 'ECONNREFUSED',
    });
  });

  test.each([
    ['an HTML 502', 'html-502', 502],
    ['a 500 before the effect', 'error-500-before', 500],
    ['a 500 after the effect', 'error-500-after', 500],
  ] as const)('%s: unknown', async (_name, kind, statusCode) => {
    rig.sandbox.razorpay.misbehave({ operation: 'create-order', kind });
    expect(await failureOf(rig.newOrder())).toMatchObject({ kind: 'unknown', statusCode });
  });

  test('a connection that dies half-way: unknown', async () => {
    rig.sandbox.razorpay.misbehave({ operation: 'create-order', kind: 'reset-after' });
    expect(await failureOf(rig.newOrder())).toMatchObject({
      kind: 'unknown',
      statusCode: null,
      code: 'ECONNRESET',
    });
  });

  test.each<[string, Answer]>([
    ['200 with a web page', { status: 200, type: 'text/html', body: '<h1>Welcome</h1>' }],
    ['200 with another shape', { status: 200, type: 'application/json', body: '{"id":"order_1"}' }],
    ['an empty error', { status: 503, type: 'text/plain', body: '' }],
    ['an error that is null', { status: 500, type: 'application/json', body: 'null' }],
    ['a redirect, which is not followed', { status: 302, type: 'text/plain', body: '' }],
  ])('%s: unknown', async (_name, answer) => {
    await withServer(answer, async (gateway, requests) => {
      const statusCode = answer.status === 200 ? null : answer.status;
      expect(await failureOf(gateway.createOrder(input))).toMatchObject({ kind: 'unknown', statusCode });
      expect(requests).toEqual(['POST /v1/orders']);
      const found = gateway.findOrderByReceipt('r');
      expect(await failureOf(found)).toMatchObject({ kind: 'unavailable' });
    });
  });
});

describe('other failures', () => {
  test('429 is "rate_limited" for reads and writes', async () => {
    rig.sandbox.razorpay.misbehave({ operation: '*', kind: 'rate-limit', times: 2 });
    expect(await failureOf(rig.newOrder())).toMatchObject({ kind: 'rate_limited', statusCode: 429 });
    expect(await failureOf(rig.gateway.findOrderByReceipt('r'))).toMatchObject({ kind: 'rate_limited' });
  });

  test('a read that gets no usable answer is "unavailable": nothing can have changed', async () => {
    rig.sandbox.razorpay.misbehave({ operation: 'list-orders', kind: 'timeout-before' });
    expect(await failureOf(rig.gateway.findOrderByReceipt('r'))).toMatchObject({ kind: 'unavailable' });
    rig.sandbox.razorpay.misbehave({ operation: 'list-orders', kind: 'html-502' });
    expect(await failureOf(rig.gateway.findOrderByReceipt('r'))).toMatchObject({
      kind: 'unavailable',
      statusCode: 502,
    });
  });

  test('a list that is not filtered by the provider is filtered here', async () => {
    const other = {
      id: 'order_1',
      amount: 100,
      currency: 'INR',
      receipt: 'another',
      status: 'paid',
      created_at: 1,
    };
    const body = JSON.stringify({ entity: 'collection', count: 1, items: [other] });
    await withServer({ status: 200, type: 'application/json', body }, async (gateway) => {
      expect(await gateway.findOrderByReceipt('r')).toBeNull();
      expect(await gateway.findOrderByReceipt('another')).toMatchObject({ providerOrderId: 'order_1' });
    });
  });

  test('a wrong key is "rejected"', async () => {
    const gateway = createRazorpayGateway({ ...configFor(rig.sandbox.url), keySecret: 'wrong-secret' });
    expect(await failureOf(gateway.createOrder(input))).toMatchObject({ kind: 'rejected', statusCode: 401 });
  });

  test('the message names the operation and the answer, never a key', async () => {
    rig.sandbox.razorpay.misbehave({ operation: 'create-order', kind: 'refuse' });
    const error = await failureOf(rig.newOrder());
    expect(error.message).toBe('razorpay create-order: status 400, The request was refused');
    expect(error.message).not.toContain(rig.sandbox.razorpay.options.keySecret);
  });
});
