import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type WhatsappSite, whatsappSite } from './routes.ts';

let dataDir: string;
let site: WhatsappSite;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wa-sandbox-'));
  site = newSite();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function newSite(autoLink = false): WhatsappSite {
  return whatsappSite({
    dataDir,
    autoLink,
    autoLinkDelayMs: 0,
    basePath: '',
    behaviour: { pairingLoadingMs: 0, ackDelayMs: 0, deliverDelayMs: 0 },
  });
}

const sessionReply = z.looseObject({
  linked: z.boolean(),
  messages: z.array(z.looseObject({ text: z.string(), tick: z.string() })),
});
const pairingReply = z.looseObject({
  step: z.string(),
  ref: z.string().default(''),
  size: z.number().default(0),
  modules: z.string().default(''),
  token: z.string().default(''),
});

const bubbleId = (n: number) => n.toString(16).toUpperCase().padStart(20, '0');

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const reply = await site.routes.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer: unknown = await reply.json();
  return { status: reply.status, body: answer };
}

async function get(path: string, headers: Record<string, string> = {}) {
  const reply = await site.routes.request(path, { headers });
  const answer: unknown = await reply.json();
  return { status: reply.status, body: answer };
}

async function session(headers: Record<string, string> = {}) {
  return sessionReply.parse((await get('/web/session', headers)).body);
}

async function pairing(page: string) {
  return pairingReply.parse((await get(`/web/pairing/${page}`)).body);
}

async function ledger() {
  return z.array(z.looseObject({ text: z.string() })).parse((await get('/control/ledger')).body);
}

async function logIn(): Promise<string> {
  await pairing('page-1');
  expect(await post('/control/link', {})).toMatchObject({ status: 200 });
  return (await pairing('page-1')).token;
}

async function send(token: string, n: number, text: string) {
  return post('/web/messages', { id: bubbleId(n), phone: '919876543210', text }, { 'x-session': token });
}

describe('linking', () => {
  test('a scan without a code is a conflict, a code on screen links only its own page', async () => {
    expect(await post('/control/link', {})).toMatchObject({ status: 409, body: { ok: false } });
    const shown = await pairing('page-1');
    await pairing('page-2');
    expect(shown.modules).toHaveLength(shown.size * shown.size);
    expect(await post('/control/link', { ref: 'an old code' })).toMatchObject({ status: 409 });
    expect(await post('/control/link', { ref: shown.ref })).toMatchObject({ status: 200 });
    expect((await pairing('page-2')).step).toBe('code');
    expect((await pairing('page-1')).step).toBe('linked');
  });

  test('the session is valid by token or cookie, across a restart, until the phone logs it out', async () => {
    const token = await logIn();
    site = newSite();
    expect((await session({ 'x-session': token })).linked).toBe(true);
    expect((await session({ cookie: `wa_session=${token}` })).linked).toBe(true);
    expect((await session()).linked).toBe(false);
    await post('/control/logout', {});
    expect((await session({ 'x-session': token })).linked).toBe(false);
    expect((await send(token, 1, 'Hello')).status).toBe(401);
  });
});

describe('a phone that links by itself', () => {
  test('links the first page that shows a code', async () => {
    site = newSite(true);
    expect((await pairing('page-1')).step).toBe('linked');
  });

  test('once it was logged out, waits for a person', async () => {
    site = newSite(true);
    await pairing('page-1');
    await post('/control/logout', {});
    expect((await pairing('page-2')).step).toBe('code');
    expect(await post('/control/link', {})).toMatchObject({ status: 200 });
    expect((await pairing('page-2')).step).toBe('linked');
  });
});

describe('the ledger', () => {
  test('counts bubbles, not deliveries of the same bubble, and survives a restart', async () => {
    const token = await logIn();
    await send(token, 1, 'Hello');
    await send(token, 1, 'Hello');
    await send(token, 2, 'Other');
    site = newSite();
    expect(await ledger()).toMatchObject([
      { id: bubbleId(1), phone: '919876543210', text: 'Hello', count: 1 },
      { text: 'Other', count: 1 },
    ]);
    await send(token, 3, 'Hello');
    expect((await ledger())[0]).toMatchObject({
      ids: [bubbleId(1), bubbleId(3)],
      count: 2,
    });
  });

  test('a failed bubble was not received, one with a clock was, an offline one arrives later', async () => {
    const token = await logIn();
    await post('/control/behaviour', { bubble: 'fail', bubbleTimes: 1 });
    await send(token, 1, 'fails');
    await post('/control/behaviour', { bubble: 'clock', bubbleTimes: 1 });
    await send(token, 2, 'clock');
    await post('/control/behaviour', { bubble: 'offline' });
    expect((await send(token, 3, 'later')).status).toBe(503);
    expect(await ledger()).toMatchObject([{ text: 'clock', count: 1 }]);
    await post('/control/behaviour', { bubble: 'normal' });
    expect((await send(token, 3, 'later')).status).toBe(200);
    const { messages } = await session({ 'x-session': token });
    const ticks = messages.map((message) => [message.text, message.tick]);
    expect(ticks.slice(0, 2)).toEqual([
      ['fails', 'failed'],
      ['clock', 'pending'],
    ]);
  });
});

describe("a patient's phone", () => {
  test('shows delivered messages escaped, and reading first delivers those that waited for the phone', async () => {
    const token = await logIn();
    await send(token, 1, 'Code <b>482913</b>');
    await post('/control/behaviour', { deliverDelayMs: null });
    await send(token, 2, 'Phone is off');
    const html = await (await site.routes.request('/phones/+919876543210')).text();
    expect(html).toContain('Code &lt;b&gt;482913&lt;/b&gt;');
    expect(html).not.toContain('Phone is off');
    const read = await site.routes.request('/phones/919876543210/read', { method: 'POST' });
    expect(read.status).toBe(303);
    const { body } = await get('/phones/919876543210/messages');
    expect(body).toMatchObject([
      { text: 'Code <b>482913</b>', tick: 'read' },
      { text: 'Phone is off', tick: 'read' },
    ]);
  });

  test('an invalid phone number is not found', async () => {
    expect((await site.routes.request('/phones/reception')).status).toBe(404);
  });
});

describe('control', () => {
  test.each([
    ['/control/behaviour', { bubbles: 'fail' }],
    ['/control/behaviour', { bubble: 'maybe' }],
    ['/control/behaviour', { loadMs: '5' }],
    ['/control/behaviour', { deliverDelayMs: -1 }],
    ['/control/contacts', { phone: '12', onWhatsApp: false }],
    ['/control/contacts', { phone: '+919876543210', onWhatsApp: 'false' }],
    ['/control/link', { code: 'x' }],
  ])('%s rejects %j', async (path, body) => {
    expect(await post(path, body)).toMatchObject({ status: 400, body: { ok: false } });
  });

  test('the buttons of the page have the same effect as the API', async () => {
    const form = (path: string, body: string) =>
      site.routes.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
    expect((await form('/control/behaviour', 'bubble=fail&bubbleTimes=1')).status).toBe(303);
    expect((await form('/control/behaviour', 'deliverDelayMs=null')).status).toBe(303);
    expect(site.state.behaviour).toMatchObject({ bubble: 'fail', bubbleTimes: 1, deliverDelayMs: null });
    expect((await form('/control/contacts', 'phone=%2B91+98765+43210&onWhatsApp=false')).status).toBe(303);
    expect(site.state.contact('919876543210').onWhatsApp).toBe(false);
    expect(await (await form('/control/behaviour', 'loadMs=soon')).text()).toContain('role="alert"');
    await form('/control/reset', '');
    expect(site.state.behaviour).toMatchObject({ bubble: 'normal', deliverDelayMs: 0 });
    expect(await (await site.routes.request('/control')).text()).toContain('WhatsApp sandbox');
  });
});
