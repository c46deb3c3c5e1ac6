import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { newOrder } from '../testing/new-order.ts';
import { type RazorpayHttp, razorpayHttp } from '../testing/razorpay-http.ts';

const hour = 3_600_000;
let sandbox: Sandbox;
let call: RazorpayHttp;
let startSeconds: number;
/** Ids by the hour in which they were made. */
let made: Record<'orders' | 'payments' | 'refunds', string[]>;

beforeEach(async () => {
  sandbox = await createSandbox({ refundAfterMs: 3_600_000_000 });
  call = razorpayHttp(sandbox.url);
  const { razorpay } = sandbox;
  startSeconds = razorpay.clock.seconds();
  made = { orders: [], payments: [], refunds: [] };
  for (let passed = 0; passed < 3; passed += 1) {
    const orderId = newOrder(razorpay);
    const { id } = razorpay.pay(orderId).payment;
    made.orders.push(orderId);
    made.payments.push(id);
    made.refunds.push(razorpay.refundFromDashboard(id, 10_000).id);
    await razorpay.passTime(hour);
  }
});
afterEach(() => sandbox.close());

interface Page {
  entity: string;
  count: number;
  items: { id: string }[];
}

async function page(path: string): Promise<Page> {
  return (await call('GET', `/v1/${path}`)).body as unknown as Page;
}
const idsOf = ({ items }: Page): string[] => items.map(({ id }) => id);

describe.each(['orders', 'payments', 'refunds'] as const)('the list of %s', (name) => {
  test('is newest first, with its number', async () => {
    const all = await page(name);
    expect(all).toMatchObject({ entity: 'collection', count: 3 });
    expect(idsOf(all)).toEqual(made[name].toReversed());
  });

  test('is cut by from and to, both included, in seconds', async () => {
    const [first = '', second = '', third = ''] = made[name];
    const at = startSeconds + 3_600;
    expect(idsOf(await page(`${name}?from=${at - 60}`))).toEqual([third, second]);
    expect(idsOf(await page(`${name}?to=${at - 60}`))).toEqual([first]);
    expect(idsOf(await page(`${name}?from=${at - 60}&to=${at + 60}`))).toEqual([second]);
  });

  test('is read page by page', async () => {
    const pages = await Promise.all([0, 1, 2, 3].map((skip) => page(`${name}?count=1&skip=${skip}`)));
    expect(pages.flatMap(idsOf)).toEqual(made[name].toReversed());
  });

  test.each(['count=101', 'count=0', 'skip=-1', 'from=yesterday'])('%s is refused', async (query) => {
    expect((await call('GET', `/v1/${name}?${query}`)).status).toBe(400);
  });
});
