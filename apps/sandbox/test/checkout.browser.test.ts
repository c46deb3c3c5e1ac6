import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { openPhoneBrowser, type PhoneBrowser } from '@holdfast/testkit/phone-browser';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, sandboxKeys } from '../src/create-sandbox.ts';
import { signCallback } from '../src/razorpay/signature.ts';

let sandbox: Sandbox;
let shop: Server;
let shopUrl: string;
let phone: PhoneBrowser;
let orderId: string;

/** A shop on a separate origin, as in production; it records the callbacks of the checkout. */
function shopPage(): string {
  const options = {
    key: sandboxKeys.keyId,
    amount: 80000,
    currency: 'INR',
    name: 'Asha Hospital',
    order_id: orderId,
  };
  return `<!doctype html><html lang="en"><head><title>Shop</title><meta name="viewport" content="width=device-width">
    <script src="${sandbox.url}/checkout.js"></script></head><body><main><h1>Shop</h1><button id="pay">Pay</button></main><script>
    window.told = [];
    const checkout = new Razorpay({ ...${JSON.stringify(options)}, description: 'Consultation',
      prefill: { name: 'Patient', email: 'patient@demo.holdfast.test', contact: '+919800000000' },
      handler: (answer) => told.push(['handler', answer]),
      modal: { ondismiss: () => told.push(['dismissed']) } });
    checkout.on('payment.failed', (answer) => told.push(['failed', answer.error]));
    document.getElementById('pay').addEventListener('click', () => checkout.open());
    </script></body></html>`;
}

beforeAll(async () => {
  sandbox = await createSandbox({ lateAfterMs: 3_600_000 });
  shop = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(shopPage());
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const address = shop.address();
  shopUrl = `http://localhost:${typeof address === 'object' && address !== null ? address.port : 0}/`;
  phone = await openPhoneBrowser();
});

afterAll(async () => {
  await phone?.close();
  await sandbox?.close();
  shop?.closeAllConnections();
  shop?.close();
});

beforeEach(async () => {
  const input = {
    amount: 80000,
    currency: 'INR',
    receipt: null,
    notes: [],
    captureMode: 'automatic' as const,
  };
  orderId = sandbox.razorpay.bank.createOrder(input).entity.id;
  await phone.browser.url(shopUrl);
});

async function openCheckout(): Promise<void> {
  const { browser } = phone;
  await browser.$('#pay').click();
  const frame = await browser.$('iframe.razorpay-checkout-frame');
  await frame.waitForDisplayed();
  await browser.switchFrame(frame);
  await browser.$('[data-way="upi"]').waitForEnabled();
}

async function choose(way: string): Promise<void> {
  await phone.browser.$(`[data-way="${way}"]`).click();
}

async function told(count: number): Promise<unknown[]> {
  const { browser } = phone;
  await browser.switchFrame(null);
  const read = () => browser.execute('return window.told') as Promise<unknown>;
  await browser.waitUntil(async () => toList(await read()).length >= count);
  return toList(await read());
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

async function overlayIsOpen(): Promise<boolean> {
  await phone.browser.switchFrame(null);
  return phone.browser.$('[role="dialog"]').isExisting();
}

function paymentsOfOrder() {
  return sandbox.razorpay.book.paymentsOf(orderId).map((record) => record.entity);
}

describe('the stand-in for checkout.js on a phone', () => {
  test('success closes the overlay and hands the three signed values to the handler', async () => {
    await openCheckout();
    await choose('upi');
    const messages = await told(1);
    const [payment] = paymentsOfOrder();
    expect(messages).toEqual([['handler', signCallback(sandboxKeys.keySecret, orderId, payment?.id ?? '')]]);
    expect(payment).toMatchObject({
      status: 'captured',
      email: 'patient@demo.holdfast.test',
      contact: '+919800000000',
    });
    expect(await overlayIsOpen()).toBe(false);
  });

  test('a failure is reported as payment.failed, and the overlay stays for another try', async () => {
    await openCheckout();
    await choose('upi-refused');
    const [message] = await told(1);
    expect(message).toEqual([
      'failed',
      {
        code: 'BAD_REQUEST_ERROR',
        description: expect.any(String),
        source: 'bank',
        step: 'payment_authorization',
        reason: 'payment_failed',
        metadata: { order_id: orderId, payment_id: paymentsOfOrder()[0]?.id },
      },
    ]);
    expect(await overlayIsOpen()).toBe(true);
    await phone.browser.switchFrame(await phone.browser.$('iframe.razorpay-checkout-frame'));
    await phone.browser.$('[data-way="card"]').waitForEnabled();
    await choose('card');
    const both = await told(2);
    expect(both.map((entry) => toList(entry)[0])).toEqual(['failed', 'handler']);
    expect(paymentsOfOrder().map((payment) => payment.status)).toEqual(['failed', 'captured']);
  });

  test('a tab lost after paying: the money is captured, the handler is never called', async () => {
    await openCheckout();
    await choose('tab-closes');
    await phone.browser.$('#lost').waitForDisplayed();
    await phone.browser.$('#leave').click();
    expect(await told(1)).toEqual([['dismissed']]);
    expect(paymentsOfOrder()).toMatchObject([{ status: 'captured' }]);
  });

  test('closing with the button or Escape dismisses without payment and returns the focus', async () => {
    await openCheckout();
    await phone.browser.$('#dismiss').click();
    expect(await told(1)).toEqual([['dismissed']]);
    await openCheckout();
    await phone.browser.keys(['Escape']);
    expect(await told(2)).toEqual([['dismissed'], ['dismissed']]);
    expect(await phone.browser.execute<string, []>('return document.activeElement?.id')).toBe('pay');
    expect(paymentsOfOrder()).toEqual([]);
  });

  test('an order that is already paid cannot be paid again', async () => {
    sandbox.razorpay.pay(orderId);
    const { browser } = phone;
    await browser.$('#pay').click();
    await browser.switchFrame(await browser.$('iframe.razorpay-checkout-frame'));
    await browser.waitUntil(async () => (await browser.$('#message').getText()).includes('already paid'));
    expect(await browser.$('[data-way="upi"]').isEnabled()).toBe(false);
    await browser.switchFrame(null);
  });

  test('it states that no real money moves, fits 390 px and has no serious axe findings', async () => {
    await openCheckout();
    const { browser } = phone;
    expect(await browser.$('.notice').getText()).toBe('Sandbox checkout, no real money');
    const overflow = await browser.execute<number, []>(
      'return document.documentElement.scrollWidth - window.innerWidth',
    );
    expect(overflow).toBeLessThanOrEqual(0);
    expect(await seriousFindings()).toEqual([]);
    await browser.switchFrame(null);
  });

  test('the control page shows the ledger, accepts commands, and has no serious axe findings', async () => {
    const { browser } = phone;
    await browser.url(`${sandbox.url}/`);
    await browser.$('#orders table').waitForExist();
    await browser.$('#misbehave button').click();
    await browser.$('#queued table').waitForExist();
    expect(sandbox.razorpay.misbehaviours.list()).toHaveLength(1);
    await browser.$('[data-delete="/control/misbehave"]').click();
    await browser.waitUntil(() => sandbox.razorpay.misbehaviours.list().length === 0);
    await browser.$('#orders td button').click();
    await browser.waitUntil(() => paymentsOfOrder().some((payment) => payment.status === 'captured'));
    expect(await seriousFindings()).toEqual([]);
  });

  test('the control page moves the clock, switches the webhooks and shows the balance', async () => {
    const { browser } = phone;
    sandbox.razorpay.pay(orderId);
    await browser.url(`${sandbox.url}/`);
    const line = browser.$('#balance');
    await browser.waitUntil(async () => (await line.getText()).includes('Webhooks are on.'));
    const before = sandbox.razorpay.clock.nowMs();
    await browser.$('button=One day later').click();
    await browser.waitUntil(() => sandbox.razorpay.clock.nowMs() >= before + 86_400_000);
    await browser.$('#switch').click();
    await browser.waitUntil(async () => (await line.getText()).includes('Webhooks are off.'));
    expect(await browser.$('#switch').getText()).toBe('Send webhooks again');
    expect(await line.getText()).toContain(`Balance: ${(sandbox.razorpay.balance() / 100).toFixed(2)} INR`);
    await browser.$('#switch').click();
    await browser.waitUntil(() => sandbox.razorpay.webhooksAre() === 'on');
  });
});

async function seriousFindings(): Promise<string[]> {
  const { browser } = phone;
  await browser.execute(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return browser.executeAsync<string[], []>(`
    const done = arguments[0];
    axe.run().then(({ violations }) => done(violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes[0]?.html)));
  `);
}
