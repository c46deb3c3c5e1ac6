import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox } from '../create-sandbox.ts';
import { newOrder, paid } from '../testing/new-order.ts';
import { razorpayHttp } from '../testing/razorpay-http.ts';
import { startWebhookReceiver } from '../testing/webhook-receiver.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sandbox-book-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the book on disk', () => {
  test('an order is on disk before its response is sent', async () => {
    const sandbox = await createSandbox({ dataDir });
    const { body } = await razorpayHttp(sandbox.url)('POST', '/v1/orders', {
      body: { amount: 500, currency: 'INR' },
    });
    const file = JSON.parse(readFileSync(join(dataDir, 'razorpay.json'), 'utf8'));
    expect(file.orders).toMatchObject([{ entity: { id: body.id } }]);
    await sandbox.close();
  });

  test('a restart keeps the ledger, delivers pending webhooks and executes planned money movements', async () => {
    const first = await createSandbox({
      dataDir,
      webhookUrl: 'http://127.0.0.1:9/',
      lateAfterMs: 0,
      webhookRetryDelaysMs: [60_000],
    });
    const { body } = await razorpayHttp(first.url)('POST', '/v1/orders', {
      body: { amount: 500, currency: 'INR' },
    });
    first.razorpay.pay(String(body.id), { outcome: 'late', afterMs: 3_600_000 });
    await first.close();

    const receiver = await startWebhookReceiver();
    const second = await createSandbox({ dataDir, webhookUrl: receiver.url });
    await second.razorpay.webhooksIdle();
    expect(receiver.types()).toEqual(['payment.failed']);
    expect(second.razorpay.advance()).toBe(1);
    expect(second.razorpay.ledger().payments[0]?.entity.status).toBe('authorized');
    await second.close();
    await receiver.close();
  });

  test('changes without a request are saved to disk too', async () => {
    const sandbox = await createSandbox({ dataDir });
    const input = { amount: 500, currency: 'INR', receipt: null, notes: [], captureMode: 'manual' as const };
    const { id } = sandbox.razorpay.bank.createOrder(input).entity;
    sandbox.razorpay.pay(id, { outcome: 'late', afterMs: 0 });
    const statusOnDisk = () => {
      const path = join(dataDir, 'razorpay.json');
      return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).payments[0]?.entity.status : undefined;
    };
    await expect.poll(statusOnDisk, { timeout: 10_000 }).toBe('authorized');
    await sandbox.close();
  });

  test('a book of release 0.1 is read with the balance that its payments and refunds imply', async () => {
    const sandbox = await createSandbox({ dataDir });
    const { razorpay } = sandbox;
    razorpay.refundFromDashboard(paid(razorpay), 30_000);
    razorpay.settleRefund(razorpay.refundFromDashboard(paid(razorpay)).id, 'failed');
    razorpay.pay(newOrder(razorpay), { outcome: 'auto-refund' });
    const balance = razorpay.balance();
    await sandbox.close();
    const path = join(dataDir, 'razorpay.json');
    const { movements: _m, disputes: _d, clockAheadMs: _c, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
    const bare = (name: string, ...added: string[]) =>
      rest[name].map((record: object) =>
        Object.fromEntries(Object.entries(record).filter(([key]) => !added.includes(key))),
      );
    const earlier = {
      ...rest,
      version: 1,
      orders: bare('orders', 'automaticMinutes', 'manualMinutes'),
      payments: bare('payments', 'fee'),
      refunds: bare('refunds', 'isSilent'),
    };
    writeFileSync(path, JSON.stringify(earlier));
    const again = await createSandbox({ dataDir });
    expect(again.razorpay.balance()).toBe(balance);
    expect(again.razorpay.ledger().violations).toEqual([]);
    await again.close();
  });

  test('an unreadable file is moved aside, not overwritten', async () => {
    writeFileSync(join(dataDir, 'razorpay.json'), '{"version":');
    const sandbox = await createSandbox({ dataDir });
    expect(sandbox.razorpay.ledger().orders).toEqual([]);
    expect(existsSync(join(dataDir, 'razorpay.json.unreadable'))).toBe(true);
    await sandbox.close();
  });
});
