import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { z } from 'zod';
import type { Pairings } from './pairing.ts';
import { phoneDigits, type Tick, tickOf, type WhatsappState } from './state.ts';

const sessionCookie = 'wa_session';
const sessionSeconds = 30 * 24 * 3600;
const longPollMs = 20_000;
const messagesDrawn = 200;
const assets = [
  'app.js',
  'chat.js',
  'chat-view.js',
  'bubble.js',
  'login-view.js',
  'composer.js',
  'elements.js',
  'server.js',
  'phone.js',
  'page.css',
  'readable.css',
] as const;

const bubbleSchema = z.strictObject({
  id: z.string().regex(/^[0-9A-F]{20,32}$/),
  phone: z.string().regex(/^[1-9]\d{6,14}$/),
  text: z.string().min(1).max(65_536),
});

/** The page that imitates web.whatsapp.com, and its server endpoints. */
export function webRoutes(state: WhatsappState, pairings: Pairings, basePath: string): Hono {
  const app = new Hono();
  const linked = (c: Context) => state.isSession(c.req.header('x-session') ?? getCookie(c, sessionCookie));

  for (const path of ['/', '/send'] as const) app.get(path, (c) => c.html(shell(basePath)));
  for (const asset of assets) {
    const content = readFileSync(join(import.meta.dirname, 'page', asset), 'utf8');
    const type = asset.endsWith('.css') ? 'text/css' : 'text/javascript';
    app.get(`/assets/${asset}`, (c) => c.body(content, 200, { 'content-type': `${type}; charset=utf-8` }));
  }

  app.get('/web/session', (c) => c.json({ linked: linked(c), ...snapshot(state) }));

  app.get('/web/changes', async (c) => {
    const seen = Number(c.req.query('since') ?? 0);
    if (!linked(c)) return c.json({ linked: false }, 401);
    await state.changes.after(seen, longPollMs);
    return linked(c) ? c.json({ linked: true, ...snapshot(state) }) : c.json({ linked: false }, 401);
  });

  app.get('/web/pairing/:page', (c) => {
    const view = pairings.view(c.req.param('page'), Date.now());
    if (view.step === 'linked') {
      setCookie(c, sessionCookie, view.token, {
        path: basePath,
        maxAge: sessionSeconds,
        httpOnly: true,
        sameSite: 'Lax',
      });
    }
    return c.json(view);
  });

  app.post('/web/pairing/:page/renew', (c) => {
    pairings.renew(c.req.param('page'), Date.now());
    return c.json({});
  });

  app.get('/web/contacts/:phone', (c) => {
    if (!linked(c)) return c.json({ linked: false }, 401);
    const digits = phoneDigits(c.req.param('phone'));
    if (digits === null) return c.json({ onWhatsApp: false, title: '' });
    const contact = state.contact(digits);
    return c.json({ onWhatsApp: contact.onWhatsApp, title: contact.savedName ?? formatPhone(digits) });
  });

  app.post('/web/messages', bodyLimit({ maxSize: 512 * 1024 }), async (c) => {
    if (!linked(c)) return c.json({ linked: false }, 401);
    const bubble = bubbleSchema.safeParse(await c.req.json().catch(() => null));
    if (!bubble.success) return c.json({ error: z.prettifyError(bubble.error) }, 400);
    const message = state.receive(bubble.data);
    return message === 'offline' ? c.json({ offline: true }, 503) : c.json({ id: message.id });
  });

  app.post('/web/use-here', (c) => {
    if (!linked(c)) return c.json({ linked: false }, 401);
    state.behave({ conflict: false });
    return c.json({});
  });

  app.post('/web/voice-note', (c) => {
    if (!linked(c)) return c.json({ linked: false }, 401);
    state.recordVoiceNote();
    return c.json({});
  });
  return app;
}

interface DrawnMessage {
  id: string;
  phone: string;
  text: string;
  at: string;
  tick: Tick;
}

function snapshot(state: WhatsappState) {
  const now = Date.now();
  const messages: DrawnMessage[] = state.messages.slice(-messagesDrawn).map((message) => ({
    id: message.id,
    phone: message.phone,
    text: message.text,
    at: message.receivedAt,
    tick: tickOf(message, now),
  }));
  return { version: state.changes.version(), behaviour: state.behaviour, messages };
}

/** The display form of an unsaved contact; grouping varies by country as in the original, so never compare it as text. */
export function formatPhone(digits: string): string {
  const country = digits.length > 10 ? digits.slice(0, digits.length - 10) : digits.slice(0, 2);
  const rest = digits.slice(country.length);
  return `+${country} ${rest.slice(0, 5)} ${rest.slice(5)}`.trim();
}

function shell(basePath: string) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>WhatsApp (sandbox)</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${basePath}/assets/page.css">
<script type="module" src="${basePath}/assets/app.js"></script>
</head>
<body data-base="${basePath}"><div id="app"></div></body>
</html>`;
}
