import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import { demoPassword as password } from '@holdfast/db/demo/demo-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../world/start-world.ts';
import { type Person, personAtDesk, personWithPhone } from './person.ts';

const patientPhone = '+919800000100';

let world: World;
let patient: Person;
let desk: Person;

beforeAll(async () => {
  world = await startWorld({
    browser: true,
    web: true,
    worker: true,
    seed: 'demo',
    sandbox: { whatsapp: { autoLink: true } },
  });
  patient = await personWithPhone();
  desk = await personAtDesk();
});

afterAll(async () => {
  await patient?.leave();
  await desk?.leave();
  await world?.stop();
});

/** The latest code on the sandbox's phone page, as a patient would read it. */
async function codeOnThePhone(): Promise<string> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${world.sandbox.url}/whatsapp/phones/${patientPhone.slice(1)}/messages`);
    const messages: { text: string }[] = answer.ok ? await answer.json() : [];
    const code = messages
      .map(({ text }) => /\b(\d{6})\b/.exec(text)?.[1])
      .findLast((found) => found !== undefined);
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('no code reached the phone');
}

async function messageState(kind: string): Promise<string | undefined> {
  const { rows } = await world.database.pools.superuser.query<{ state: string }>(
    'select state from whatsapp_logs where kind = $1 and recipient_phone = $2 order by created_at desc limit 1',
    [kind, patientPhone],
  );
  return rows[0]?.state;
}

/** The board is opened on the day of the visit: today has no free times left late in the clinic's evening. */
function bookingIdIn(address: string): string {
  const id = /bookings\/([0-9a-f-]{36})/.exec(address)?.[1];
  if (id === undefined) throw new Error(`no booking in ${address}`);
  return id;
}

describe('the whole job at phone size', () => {
  let bookingId = '';
  let visitDate = '';

  it('finds a doctor and a free time, without serious axe findings', async () => {
    await patient.open(world.webUrl);
    await patient.reads('Asha Hospital');
    expect(await patient.axe()).toEqual([]);
    await patient.presses('Asha Hospital');
    await patient.reads('Dr. Rohan Kulkarni');
    expect(await patient.axe()).toEqual([]);
    await patient.presses('Dr. Rohan Kulkarni');
    await patient.presses('Consultation');
    await patient.reads('free');
    expect(await patient.axe()).toEqual([]);
    await patient.pressesDay(2);
    await patient.presses('9:00 am');
  });

  it('logs in with the code that arrived over WhatsApp', async () => {
    await patient.types('phone number', patientPhone);
    await patient.presses('Send');
    await patient.reads('code');
    expect(await patient.axe()).toEqual([]);
    await patient.typesCode(await codeOnThePhone());
    await patient.reads('₹800');
    expect(await patient.axe()).toEqual([]);
  });

  it('holds the time with a countdown', async () => {
    await patient.presses('Asha Patil', 'label, button, [role=radio]');
    await patient.presses('Keep this time');
    await patient.reads('Pay ₹800');
    bookingId = bookingIdIn(await patient.address());
    const { rows } = await world.database.pools.superuser.query<{ state: string; visit_date: string }>(
      'select state, visit_date::text from bookings where id = $1',
      [bookingId],
    );
    expect(rows[0]?.state).toBe('awaiting_payment');
    visitDate = rows[0]?.visit_date ?? '';
    expect(await patient.axe()).toEqual([]);
  });

  it('shows the held booking on the board in another window, which then updates by itself on payment', async () => {
    await desk.open(`${world.webUrl}/login?next=/board`);
    await desk.presses('E-mail');
    await desk.types('E-mail', 'reception@demo.holdfast.test');
    await desk.types('Password', password);
    await desk.presses('Log in', 'button[type=submit]');
    await desk.open(`${world.webUrl}/board?date=${visitDate}`);
    await desk.reads('Asha Patil');
    await desk.reads('Awaiting payment');
    expect(await desk.axe()).toEqual([]);
  });

  it('pays in the checkout and sees the confirmation', async () => {
    await patient.presses('Pay ₹800');
    await patient.paysInTheSandbox('Pay by UPI');
    await patient.reads('Confirmed');
    expect(await patient.axe()).toEqual([]);
    await desk.reads('Confirmed');
  });

  it('sends the confirmation once and sees it delivered', async () => {
    await expect.poll(() => messageState('booking_confirmed'), { timeout: 60_000 }).toBe('delivered');
    const received = await fetch(`${world.sandbox.url}/whatsapp/phones/${patientPhone.slice(1)}/messages`);
    const messages: { text: string }[] = await received.json();
    const short = bookingReference(bookingId);
    expect(messages.filter(({ text }) => text.includes(short))).toHaveLength(1);
  });

  it('shows the confirmed booking on the status page and in my bookings after the tab was closed', async () => {
    await patient.open('about:blank');
    await patient.open(`${world.webUrl}/bookings/${bookingId}`);
    await patient.reads('Confirmed');
    await patient.open(`${world.webUrl}/bookings`);
    await patient.reads('Dr. Rohan Kulkarni');
    expect(await patient.axe()).toEqual([]);
  });

  it('shows the operator webhooks, messages, the account and the invariants, without serious axe findings', async () => {
    const operator = await personAtDesk();
    try {
      await operator.open(`${world.webUrl}/login?next=/ops`);
      await operator.presses('E-mail');
      await operator.types('E-mail', 'operator@demo.holdfast.test');
      await operator.types('Password', password);
      await operator.presses('Log in', 'button[type=submit]');
      await operator.reads('All is well');
      for (const tab of ['Webhooks', 'Messages', 'WhatsApp', 'Stuck money', 'Invariants', 'Overview']) {
        await operator.presses(tab, '[role=tab], nav a, a');
        await operator.reads(tab);
        expect(await operator.axe(), tab).toEqual([]);
      }
    } finally {
      await operator.leave();
    }
  });
});
