import type { Held } from '@holdfast/testkit/booking-steps';
import { fixedGateways } from '@holdfast/testkit/fixed-gateways';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountGateway } from '../../src/ports/payment-gateway.ts';
import { createIngestEvent } from '../../src/usecases/money/ingest-event.ts';
import { createRetryEvents } from '../../src/usecases/money/retry-events.ts';
import { createSandboxRig, type SandboxRig } from '../provider/sandbox-rig.ts';
import { rules } from './bill-world.ts';

const maxTries = 3;
const running = new AbortController().signal;

let world: SandboxRig;
let retry: () => Promise<number>;
let handled: Set<string>;

beforeAll(async () => {
  world = await createSandboxRig();
  world.sandbox.razorpay.switchWebhooks('off');
  const { gateway, tx } = world.rig;
  const loop = createRetryEvents({
    tx: tx.worker,
    notify: () => undefined,
    rules,
    gateways: fixedGateways(gateway),
    maxTries,
    onProviderError: () => undefined,
  });
  retry = async () => {
    await world.rig.rows(`update payment_webhooks set next_try_at = app_now() where state = 'retrying'`);
    return loop(running);
  };
});
afterAll(() => world.close());
beforeEach(() => {
  handled = new Set(
    razorpay()
      .listEvents()
      .map(({ id }) => id),
  );
});

const razorpay = () => world.sandbox.razorpay;

/** Delivers what the provider has signed since the test began, of these types only; the rest is lost. */
async function deliver(types: readonly string[], gateway: AccountGateway = world.rig.gateway) {
  const ingest = createIngestEvent({ tx: world.rig.tx.ingest, notify: () => undefined, rules });
  const outcomes: string[] = [];
  for (const event of razorpay().listEvents()) {
    if (handled.has(event.id) || !types.includes(event.type)) continue;
    handled.add(event.id);
    const headers = new Headers({ 'x-razorpay-signature': event.signature, 'x-razorpay-event-id': event.id });
    outcomes.push((await ingest(gateway, Buffer.from(event.body), headers, event.id)).outcome);
  }
  return outcomes;
}

async function forgetOrder(held: Held): Promise<void> {
  await world.rig.rows('delete from provider_objects where object_id = $1', [world.orderOf(held)]);
}

const pay = (held: Held) => razorpay().pay(world.orderOf(held), { outcome: 'success' }).payment;
const bookingOf = async ({ booking }: Held) =>
  (await world.rig.rows<{ state: string }>('select state from bookings where id = $1', [booking.id]))[0]
    ?.state;
const newestEvent = async () =>
  (
    await world.rig.rows<{ state: string; reason: string; tries: number }>(
      'select state, reason, tries from payment_webhooks order by received_at desc, id desc limit 1',
    )
  )[0];

describe('a stored event that could not be placed', () => {
  test('is placed once the provider says whose order it is', async () => {
    const held = await world.newHold();
    await forgetOrder(held);
    pay(held);
    expect(await deliver(['payment.captured'])).toEqual(['retrying']);
    expect(await bookingOf(held)).toBe('awaiting_payment');
    await retry();
    expect(await newestEvent()).toMatchObject({ state: 'applied', reason: 'recorded' });
    expect(await bookingOf(held)).toBe('confirmed');
  });

  test('about a refund brings its payment along when that was never told', async () => {
    const held = await world.newHold();
    await forgetOrder(held);
    const payment = pay(held);
    razorpay().refundFromDashboard(payment.id, 30_000);
    expect(await deliver(['refund.created'])).toEqual(['retrying']);
    await retry();
    expect(await newestEvent()).toMatchObject({ state: 'applied' });
    const [refund] = await world.rig.rows<{ amount: number }>(
      `select r.amount_minor::int as amount from provider_refunds r join payment_attempts a on a.id = r.attempt_id
       where a.provider_payment_id = $1`,
      [payment.id],
    );
    expect(refund).toEqual({ amount: 30_000 });
  });

  test('about money that is not ours is dead after its last try', async () => {
    razorpay().payByLink({ amount: 4_500, currency: 'INR' });
    expect(await deliver(['payment.captured'])).toEqual(['retrying']);
    for (let count = 1; count < maxTries; count += 1) await retry();
    expect(await newestEvent()).toMatchObject({ state: 'dead', reason: 'unplaced', tries: maxTries });
    expect(await retry()).toBe(0);
  });

  test('is not given up while the provider does not answer', async () => {
    const held = await world.newHold();
    await forgetOrder(held);
    pay(held);
    await deliver(['payment.captured']);
    razorpay().misbehave({ operation: 'fetch-order', kind: 'html-502', times: maxTries + 2 });
    for (let count = 0; count < maxTries + 2; count += 1) await retry();
    expect(await newestEvent()).toMatchObject({ state: 'retrying' });
    await retry();
    expect(await bookingOf(held)).toBe('confirmed');
  });

  test('is tried once by several workers at a time', async () => {
    const held = await world.newHold();
    await forgetOrder(held);
    pay(held);
    await deliver(['payment.captured']);
    await world.rig.rows(`update payment_webhooks set next_try_at = app_now() where state = 'retrying'`);
    await Promise.all([retry(), retry(), retry()]);
    expect(await bookingOf(held)).toBe('confirmed');
    expect((await newestEvent())?.state).toBe('applied');
  });
});

test('an event that an earlier release ignored is replayed with the parser of today', async () => {
  const held = await world.newHold();
  pay(held);
  const { gateway } = world.rig;
  const earlier: AccountGateway = {
    ...gateway,
    parseWebhook: (rawBody, headers) => ({
      ...gateway.parseWebhook(rawBody, headers),
      facts: [],
      ignoredReason: 'not_read_yet',
    }),
  };
  expect(await deliver(['payment.captured'], earlier)).toEqual(['ignored']);
  await world.rig.rows(`update payment_webhooks set state = 'retrying' where state = 'ignored'`);
  await retry();
  expect(await bookingOf(held)).toBe('confirmed');
  expect(await newestEvent()).toMatchObject({ state: 'applied' });
});
