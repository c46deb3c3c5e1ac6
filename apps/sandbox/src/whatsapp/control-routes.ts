import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { behaviourSchema } from './behaviour.ts';
import { controlPage } from './control-page.ts';
import type { Pairings } from './pairing.ts';
import { phoneDigits, type WhatsappState } from './state.ts';

const phone = z.string().transform((text, context) => {
  const digits = phoneDigits(text);
  if (digits !== null) return digits;
  context.addIssue({ code: 'custom', message: 'expected an international phone number' });
  return z.NEVER;
});
const linkSchema = z.strictObject({ ref: z.string().nullable().default(null) });
const contactSchema = z.strictObject({
  phone,
  onWhatsApp: z.boolean().optional(),
  savedName: z.string().max(100).nullable().optional(),
});

/** Actions of the phone and the environment: scan, log out, misbehave. The JSON API and the page's buttons share the routes. */
export function controlRoutes(state: WhatsappState, pairings: Pairings, basePath: string): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 64 * 1024 }));
  const done = (c: Context, reply: object = {}) =>
    isForm(c) ? c.redirect(`${basePath}/control`, 303) : c.json({ ok: true, ...reply });
  const refused = (c: Context, error: string, status: 400 | 409) =>
    isForm(c)
      ? c.html(controlPage(state, pairings, basePath, error), status)
      : c.json({ ok: false, error }, status);

  app.get('/', (c) => c.html(controlPage(state, pairings, basePath, null)));
  app.get('/state', (c) =>
    c.json({
      linked: state.linked,
      waitingForScan: pairings.waiting(Date.now()),
      behaviour: state.behaviour,
      phones: state.phones(),
      voiceNotes: state.voiceNotes,
    }),
  );
  app.get('/ledger', (c) => c.json(state.ledger()));

  app.post('/link', async (c) => {
    const body = linkSchema.safeParse(await readBody(c));
    if (!body.success) return refused(c, z.prettifyError(body.error), 400);
    if (pairings.scan(body.data.ref, Date.now())) return done(c);
    return refused(c, 'No page shows a code to scan right now', 409);
  });
  app.post('/logout', (c) => {
    // A person who logs the phone out wants to see that state; linking by itself would end it at once.
    pairings.stopAutoLink();
    state.logOut();
    return done(c);
  });
  app.post('/reset', (c) => {
    state.reset();
    return done(c);
  });
  app.post('/behaviour', async (c) => {
    const body = behaviourSchema.partial().safeParse(await readBody(c));
    if (!body.success) return refused(c, z.prettifyError(body.error), 400);
    state.behave(Object.fromEntries(Object.entries(body.data).filter(([, value]) => value !== undefined)));
    return done(c, { behaviour: state.behaviour });
  });
  app.post('/contacts', async (c) => {
    const body = contactSchema.safeParse(await readBody(c));
    if (!body.success) return refused(c, z.prettifyError(body.error), 400);
    const { phone: digits, onWhatsApp, savedName } = body.data;
    state.setContact(digits, {
      ...(onWhatsApp === undefined ? {} : { onWhatsApp }),
      ...(savedName === undefined ? {} : { savedName: savedName === '' ? null : savedName }),
    });
    return done(c, { contact: state.contact(digits) });
  });
  return app;
}

function isForm(c: Context): boolean {
  return c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
}

/** Form values are text: "true", "false", "null" and whole numbers are converted, except in free text. */
async function readBody(c: Context): Promise<unknown> {
  if (!isForm(c)) {
    const text = await c.req.text();
    if (text.trim() === '') return {};
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(await c.req.parseBody())) {
    const literal = typeof value === 'string' && /^(true|false|null|\d{1,7})$/.test(value);
    fields[name] = literal && name !== 'phone' && name !== 'savedName' ? JSON.parse(value) : value;
  }
  return fields;
}
