import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../create-sandbox.ts';
import { newOrder, paid } from '../testing/new-order.ts';
import { type RazorpayHttp, razorpayHttp } from '../testing/razorpay-http.ts';
import { startWebhookReceiver } from '../testing/webhook-receiver.ts';
import type { AccountKeys, RazorpayAccount } from './razorpay-account.ts';

const keysOf = (mode: 'test' | 'live', name: string): AccountKeys => ({
  keyId: `rzp_${mode}_${name}`,
  keySecret: `${mode}-${name}-secret`,
  webhookSecret: `${mode}-${name}-webhook`,
  accountId: `acc_${name}`,
});
const pairs = (['test', 'live'] as const).flatMap((mode) => [keysOf(mode, 'First'), keysOf(mode, 'Second')]);

let sandbox: Sandbox;
let accounts: RazorpayAccount[];
const callAs = ({ options }: RazorpayAccount): RazorpayHttp => razorpayHttp(sandbox.url, options);

beforeEach(async () => {
  sandbox = await createSandbox({ ...pairs[0], accounts: pairs.slice(1), refundAfterMs: 60_000 });
  accounts = sandbox.razorpay.accounts();
});
afterEach(() => sandbox.close());

describe('two accounts in two modes each', () => {
  test('the key tells account and mode', () => {
    expect(accounts.map(({ mode, options }) => [mode, options.accountId])).toEqual([
      ['test', 'acc_First'],
      ['test', 'acc_Second'],
      ['live', 'acc_First'],
      ['live', 'acc_Second'],
    ]);
    expect(sandbox.razorpay.options.keyId).toBe('rzp_test_First');
  });

  test('see nothing of each other: orders, payments, refunds, balance', async () => {
    for (const account of accounts) {
      const mine = paid(account);
      account.refundFromDashboard(mine, 30_000);
      for (const other of accounts) {
        const answer = await callAs(other)('GET', `/v1/payments/${mine}`);
        expect(answer.status).toBe(other === account ? 200 : 400);
      }
      expect((await callAs(account)('GET', '/v1/payments')).body).toMatchObject({
        count: 1,
        items: [{ id: mine }],
      });
      expect((await callAs(account)('GET', '/v1/refunds')).body.count).toBe(1);
      expect(account.ledger()).toMatchObject({
        totals: { moneyPerCurrency: { INR: { gross: 80_000, refunded: 30_000 } } },
        violations: [],
      });
    }
  });

  test.each(pairs)('$keyId is refused with the secret of another', async ({ keyId }) => {
    const call = razorpayHttp(sandbox.url, { keyId, keySecret: 'another-secret' });
    expect((await call('GET', '/v1/orders')).status).toBe(401);
  });

  test('each sends to its own address, signed with its own secret, as its own account', async () => {
    const receivers = await Promise.all(accounts.map(() => startWebhookReceiver()));
    for (const [index, account] of accounts.entries()) {
      account.setWebhookUrl(receivers[index]?.url ?? null);
      account.pay(newOrder(account), { outcome: 'failed' });
      await account.webhooksIdle();
    }
    for (const [index, { options }] of accounts.entries()) {
      const received = receivers[index]?.received ?? [];
      expect(received).toHaveLength(1);
      const { body = '', signature } = received[0] ?? {};
      expect(JSON.parse(body).account_id).toBe(options.accountId);
      expect(signature).toBe(createHmac('sha256', options.webhookSecret).update(body).digest('hex'));
    }
    for (const receiver of receivers) await receiver.close();
  });

  test('misbehave each for itself and live on one clock', async () => {
    const [first, second] = accounts as [RazorpayAccount, RazorpayAccount];
    first.misbehave({ operation: '*', kind: 'html-502' });
    expect((await callAs(second)('GET', '/v1/orders')).status).toBe(200);
    expect((await callAs(first)('GET', '/v1/orders')).status).toBe(502);
    const refund = second.refundFromDashboard(paid(second));
    await sandbox.razorpay.passTime(60_000);
    expect(second.book.refund(refund.id).entity.status).toBe('processed');
  });

  test('the page pays under the key that it shows', async () => {
    const [, second] = accounts as [RazorpayAccount, RazorpayAccount];
    const orderId = newOrder(second);
    const open = (keyId: string) => fetch(`${sandbox.url}/checkout/orders/${orderId}?key_id=${keyId}`);
    expect((await open(second.options.keyId)).status).toBe(200);
    expect((await open('rzp_test_First')).status).toBe(400);
    expect((await open('rzp_test_nobody')).status).toBe(401);
    const body = JSON.stringify({ key_id: second.options.keyId, way: 'upi' });
    const response = await fetch(`${sandbox.url}/checkout/orders/${orderId}/pay`, { method: 'POST', body });
    const { callback } = (await response.json()) as { callback: Record<string, string> };
    const signed = `${orderId}|${callback.razorpay_payment_id}`;
    expect(callback.razorpay_signature).toBe(
      createHmac('sha256', second.options.keySecret).update(signed).digest('hex'),
    );
  });
});

describe('the control API of further accounts', () => {
  const control = async (path: string, body?: object) => {
    const given = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/control${path}`, given);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('lies below the key; without a key it is the first', async () => {
    const [first, second] = accounts as [RazorpayAccount, RazorpayAccount];
    const orderId = newOrder(second);
    expect((await control(`/orders/${orderId}/pay`, {})).status).toBe(400);
    expect((await control(`/accounts/${second.options.keyId}/orders/${orderId}/pay`, {})).status).toBe(201);
    expect(second.ledger().captures).toHaveLength(1);
    expect(first.ledger().captures).toHaveLength(0);
    expect((await control('/accounts/rzp_test_nobody/ledger')).status).toBe(401);
    expect((await control('/accounts')).body.accounts).toHaveLength(4);
  });

  test('opens an account while the sandbox runs, once', async () => {
    const keys = keysOf('live', 'Third');
    expect(await control('/accounts', { ...keys, startBalanceMinor: 5 })).toMatchObject({
      status: 201,
      body: { account: { keyId: keys.keyId, mode: 'live', webhookUrl: null } },
    });
    expect((await control('/accounts', keys)).status).toBe(400);
    expect(sandbox.razorpay.account(keys.keyId).balance()).toBe(5);
    expect((await razorpayHttp(sandbox.url, keys)('GET', '/v1/orders')).status).toBe(200);
  });
});

test('each account keeps its own book on disk, and the clock is not set back by a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-accounts-'));
  const open = () => createSandbox({ ...pairs[0], accounts: pairs.slice(1, 2), dataDir });
  const before = await open();
  const [, second] = before.razorpay.accounts() as [RazorpayAccount, RazorpayAccount];
  const paymentId = paid(second);
  const now = await before.razorpay.passTime(10 * 86_400_000);
  await before.close();
  const after = await open();
  const [first, again] = after.razorpay.accounts() as [RazorpayAccount, RazorpayAccount];
  expect(again.book.payment(paymentId).entity.status).toBe('captured');
  expect(again.ledger()).toMatchObject({ violations: [], balances: { INR: second.balance() } });
  expect(first.ledger().payments).toEqual([]);
  expect(after.razorpay.clock.nowMs()).toBeGreaterThanOrEqual(now.getTime());
  await after.close();
  rmSync(dataDir, { recursive: true, force: true });
});
