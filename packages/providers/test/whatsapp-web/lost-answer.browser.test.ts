import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  endBrowser,
  openBrowser,
  type RunningBrowser,
  startDriver,
} from '../../src/whatsapp-web/browser/chromedriver.ts';
import { createWhatsappPage, type WhatsappPage } from '../../src/whatsapp-web/page/page.ts';
import { createLearntNames } from '../../src/whatsapp-web/page/recipient.ts';
import { sendOnce } from '../../src/whatsapp-web/send/send-once.ts';
import { ignore } from '../../src/whatsapp-web/waiting.ts';
import { always, createRig, fastTimings, type Rig, timesReceived } from './driver-rig.ts';

/** What the wire between us and chromedriver does to the click's answer; `swallowed` never reaches the driver. */
type Trouble = 'dropped' | 'answered with 500' | 'late' | 'swallowed';

let rig: Rig;
let proxy: Server;
let running: RunningBrowser;
let page: WhatsappPage;
let driverPort = 0;
let trouble: Trouble = 'dropped';
let clicksAsked = 0;
let counter = 0;

// Every command of the session has this limit, also on a busy machine: only the late answer may exceed it.
const timings = { ...fastTimings, commandTimeoutMs: 5_000 };

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  const isClick = body.includes('return clickOnce(');
  if (isClick) clicksAsked += 1;
  if (isClick && trouble === 'swallowed') return void request.socket.destroy();
  const answer = await fetch(`http://127.0.0.1:${driverPort}${request.url}`, {
    method: request.method ?? 'GET',
    headers: { 'content-type': 'application/json' },
    ...(body.length === 0 ? {} : { body }),
  });
  const text = await answer.text();
  if (isClick && trouble === 'dropped') return void request.socket.destroy();
  if (isClick && trouble === 'late') await once(response, 'close');
  const status = isClick && trouble === 'answered with 500' ? 500 : answer.status;
  response.writeHead(status, { 'content-type': 'application/json' }).end(status === 500 ? '{}' : text);
}

beforeAll(async () => {
  rig = await createRig({ autoLink: true, autoLinkDelayMs: 0 });
  const config = { ...rig.config, timings };
  const driver = await startDriver(config);
  driverPort = driver.port;
  proxy = createServer(
    (request, response) => void forward(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on no port');
  running = await openBrowser(config, { pid: driver.pid, port: address.port });
  page = createWhatsappPage(running.browser, rig.sandbox.url, timings, createLearntNames());
  await page.goHome();
  await waitUntil('ready', async () => (await page.look()).state === 'ready');
});
afterAll(async () => {
  await endBrowser(rig.config, running);
  proxy.closeAllConnections();
  proxy.close();
  await rig.close();
});
beforeEach(() => {
  clicksAsked = 0;
});

async function sendWith(kind: Trouble) {
  trouble = kind;
  counter += 1;
  const message = {
    messageId: `lost-${counter}`,
    phoneE164: '+919876543210',
    text: `On the wire. Ref lost ${counter}`,
  };
  const { outcome } = await sendOnce({
    page,
    message,
    timings,
    beforeClickMs: 0,
    arm: always,
    onArmed: ignore,
    onClick: ignore,
  });
  return { outcome, message };
}

describe('an answer to the click that is lost on the way', () => {
  test.each(['dropped', 'answered with 500', 'late'] as const)(
    '%s: asked once, received once, proven',
    async (kind) => {
      const { outcome, message } = await sendWith(kind);
      expect(outcome).toMatchObject({ kind: 'sent' });
      expect(clicksAsked).toBe(1);
      expect(timesReceived(rig, message.text)).toBe(1);
    },
  );

  test('swallowed before it reached the page: certain that nothing left', async () => {
    const { outcome, message } = await sendWith('swallowed');
    expect(outcome).toMatchObject({ kind: 'not_clicked', retryable: true });
    expect(clicksAsked).toBe(1);
    expect(timesReceived(rig, message.text)).toBe(0);
  });
});
