import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openPhoneBrowser, type PhoneBrowser } from '@holdfast/testkit/phone-browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWhatsappSandbox, type WhatsappSandbox } from '../src/whatsapp/sandbox-server.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let sandbox: WhatsappSandbox;
let phone: PhoneBrowser;

beforeAll(async () => {
  sandbox = await createWhatsappSandbox({ behaviour: { ackDelayMs: 0, deliverDelayMs: 0 } });
  receive(1, 'Your code is 482913. It is valid for 5 minutes.');
  receive(2, 'Confirmed: Mon 23 Nov, 10:30\nRoom 4 😀');
  phone = await openPhoneBrowser();
});
afterAll(async () => {
  await phone.close();
  await sandbox.close();
});

function receive(n: number, text: string): void {
  sandbox.state.receive({ id: n.toString(16).toUpperCase().padStart(20, '0'), phone: '919876543210', text });
}

async function seriousTrouble(): Promise<string[]> {
  const reply: unknown = await phone.browser.execute(
    `${axeSource}; return axe.run().then((result) => result.violations
      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
      .map((violation) => violation.id + ' ' + violation.nodes[0].html));`,
  );
  return Array.isArray(reply) ? reply.map(String) : ['axe gave no list'];
}

describe('the readable pages on a phone', () => {
  test("a patient's phone shows its messages, updates by itself, and can mark them as read", async () => {
    const { browser } = phone;
    await browser.url(`${sandbox.url}/phones/+919876543210`);
    const bubbles = () => browser.$$('[data-testid="phone-message"]').length;
    expect(await bubbles()).toBe(2);
    expect(await seriousTrouble()).toEqual([]);
    receive(3, 'Your visit was cancelled. ₹800 come back to you.');
    await browser.waitUntil(async () => (await bubbles()) === 3, { timeout: 10_000 });
    await browser.$('button=Mark as read').click();
    await browser.waitUntil(async () => !(await browser.$('button=Mark as read').isExisting()));
  });

  test('the control page scans, sets misbehaviour and lists received messages', async () => {
    const { browser } = phone;
    await browser.url(`${sandbox.url}/control`);
    expect(await seriousTrouble()).toEqual([]);
    await browser.$('button=Scan the code with the phone').click();
    await browser.$('[role="alert"]').waitForExist();
    expect(await seriousTrouble()).toEqual([]);
    await browser.$('button=Next message fails').click();
    await browser.waitUntil(() => sandbox.state.behaviour.bubble === 'fail');
    expect(await browser.$('section[aria-labelledby="ledger"]').getText()).toContain('Your code is 482913');
  });

  test('nothing is wider than the phone', async () => {
    for (const path of ['/phones/919876543210', '/control']) {
      await phone.browser.url(`${sandbox.url}${path}`);
      const overflow = await phone.browser.execute(
        'return document.documentElement.scrollWidth - window.innerWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
});
