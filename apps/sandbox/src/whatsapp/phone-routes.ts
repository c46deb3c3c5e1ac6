import { Hono } from 'hono';
import { html } from 'hono/html';
import { page } from './page-frame.ts';
import { phoneDigits, tickOf, type WhatsappMessage, type WhatsappState } from './state.ts';
import { formatPhone } from './web-routes.ts';

/** "This patient's phone": received messages, for people who follow a demo and for tests that need a code. */
export function phoneRoutes(state: WhatsappState, basePath: string): Hono {
  const app = new Hono();
  const onPhone = (digits: string) =>
    state.messages.filter(
      (message) => message.phone === digits && message.deliveredAt !== null && !isLater(message),
    );

  app.get('/:phone', (c) => {
    const digits = phoneDigits(c.req.param('phone'));
    if (digits === null) return c.html(notAPhone(basePath), 404);
    return c.html(phonePage(digits, onPhone(digits), basePath));
  });
  app.get('/:phone/messages', (c) => {
    const digits = phoneDigits(c.req.param('phone'));
    if (digits === null) return c.json({ error: 'expected an international phone number' }, 404);
    const now = Date.now();
    return c.json(
      onPhone(digits).map((message) => ({
        id: message.id,
        text: message.text,
        receivedAt: message.receivedAt,
        tick: tickOf(message, now),
      })),
    );
  });
  app.post('/:phone/read', (c) => {
    const digits = phoneDigits(c.req.param('phone'));
    if (digits === null) return c.json({ error: 'expected an international phone number' }, 404);
    state.markRead(digits);
    return c.redirect(`${basePath}/phones/${digits}`, 303);
  });
  return app;
}

function isLater(message: WhatsappMessage): boolean {
  return message.deliveredAt !== null && Date.parse(message.deliveredAt) > Date.now();
}

function phonePage(digits: string, messages: WhatsappMessage[], basePath: string) {
  const unread = messages.some((message) => message.readAt === null);
  return page(
    basePath,
    `Phone ${formatPhone(digits)}`,
    html`<main class="phone" data-phone="${digits}" data-count="${messages.length}">
<header class="phone-bar"><h1>${formatPhone(digits)}</h1><p>Sandbox phone: WhatsApp messages that arrived here</p></header>
<ol class="phone-list" aria-label="Messages, oldest first" aria-live="polite">
${messages.map(
  (message) => html`<li class="phone-bubble" data-testid="phone-message"><p>${message.text}</p>
<time datetime="${message.receivedAt}">${clock(message.receivedAt)}</time></li>`,
)}
</ol>
${messages.length === 0 ? html`<p class="phone-empty">Nothing has arrived yet. This page updates by itself.</p>` : ''}
${
  unread
    ? html`<form method="post" action="${basePath}/phones/${digits}/read"><button type="submit">Mark as read</button></form>`
    : ''
}
<p><a href="${basePath}/control">All phones and controls</a></p>
</main>
<script type="module" src="${basePath}/assets/phone.js"></script>`,
  );
}

function notAPhone(basePath: string) {
  return page(
    basePath,
    'No such phone',
    html`<main class="phone"><h1>No such phone</h1><p>Use an international number, for example +91 98765 43210.</p>
<p><a href="${basePath}/control">All phones and controls</a></p></main>`,
  );
}

function clock(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
}
