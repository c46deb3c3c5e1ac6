import { type FakeEvent, providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentFact, RefundFact } from '../../src/domain/money/facts.ts';
import { createIngestEvent } from '../../src/usecases/money/ingest-event.ts';
import { countedDeadlocks } from '../deadlocks.ts';
import { attemptAct, type BillRig, createBillRig, type HeldBill } from './bill-rig.ts';
import { faultsOf } from './outcome.ts';

let world: BillRig;
let ingest: ReturnType<typeof createIngestEvent>;
beforeAll(async () => {
  world = await createBillRig();
  ingest = createIngestEvent(world.deps);
});
afterAll(() => world.close());

let events = 0;
const nextEventId = (): string => {
  events += 1;
  return `evt_${events}`;
};

function factOf(
  place: HeldBill,
  state: 'authorized' | 'captured' | 'failed',
  providerPaymentId: string,
): PaymentFact {
  const act = attemptAct(place, state, { providerPaymentId });
  if (act.kind !== 'attempt') throw new Error('not an attempt');
  return act.fact;
}

const refundOf = (providerPaymentId: string, amountMinor: number): RefundFact => ({
  kind: 'refund',
  providerRefundId: providerId('rfnd'),
  providerPaymentId,
  state: 'processed',
  amountMinor,
  currency: 'INR',
  refundId: null,
  bankReference: null,
  occurredAt: new Date(),
});

function deliver(facts: readonly PaymentFact[], change: Partial<FakeEvent> = {}) {
  const { gateway } = world.rig;
  const event = { eventId: nextEventId(), eventType: 'e', accountId: gateway.accountId, facts, ...change };
  const { rawBody, headers } = gateway.sign(event);
  return ingest(gateway, rawBody, headers, 'ingest');
}

const storedOf = (eventId: string) =>
  world.rig.rows<{ state: string; reason: string; is_other_body: boolean; routed: boolean }>(
    `select state, reason, is_other_body, payment_id is not null as routed from payment_webhooks
     where event_id = $1 order by received_at`,
    [eventId],
  );

const bookingOf = async (place: HeldBill) => (await world.read(place)).bookings.map(({ state }) => state);

describe('a delivery', () => {
  test('is stored in its final state together with its effects', async () => {
    const place = await world.held();
    const eventId = nextEventId();
    expect(await deliver([factOf(place, 'captured', providerId('pay'))], { eventId })).toMatchObject({
      outcome: 'applied',
    });
    expect(await storedOf(eventId)).toEqual([
      { state: 'applied', reason: 'recorded', is_other_body: false, routed: true },
    ]);
    expect(await bookingOf(place)).toEqual(['confirmed']);
  });

  test('again is a duplicate and writes nothing', async () => {
    const place = await world.held();
    const facts = [factOf(place, 'captured', providerId('pay'))];
    const eventId = nextEventId();
    await deliver(facts, { eventId });
    const before = await world.read(place);
    expect(await deliver(facts, { eventId })).toMatchObject({ outcome: 'duplicate', reason: null });
    expect(await world.read(place)).toEqual(before);
  });

  test('under another event id with a known fact leaves the bill as it is', async () => {
    const place = await world.held();
    const fact = factOf(place, 'captured', providerId('pay'));
    await deliver([fact]);
    const { version } = await world.read(place);
    expect(await deliver([fact])).toMatchObject({ outcome: 'applied' });
    expect((await world.read(place)).version).toBe(version);
  });

  test('of the same event id with another body is stored beside it, flagged, and applied', async () => {
    const [old, current] = [await world.held(), await world.held()];
    const eventId = nextEventId();
    await deliver([factOf(old, 'failed', providerId('pay'))], { eventId });
    const result = await deliver([factOf(current, 'captured', providerId('pay'))], { eventId });
    expect(result).toMatchObject({ outcome: 'applied' });
    expect((await storedOf(eventId)).map((row) => row.is_other_body)).toEqual([false, true]);
    expect(await bookingOf(current)).toEqual(['confirmed']);
  });

  test('of another account is stored and ignored', async () => {
    const place = await world.held();
    const eventId = nextEventId();
    const facts = [factOf(place, 'captured', providerId('pay'))];
    expect(await deliver(facts, { eventId, accountId: 'acc_other' })).toMatchObject({
      outcome: 'ignored',
      reason: 'other_account',
    });
    expect(await bookingOf(place)).toEqual(['awaiting_payment']);
  });

  test('with a bad signature stores nothing', async () => {
    const before = await world.rig.rows('select count(*) from payment_webhooks');
    const headers = { get: () => 'f'.repeat(64) };
    await expect(ingest(world.rig.gateway, Buffer.from('{}'), headers, 'bad')).rejects.toMatchObject({
      code: 'INVALID_SIGNATURE',
    });
    expect(await world.rig.rows('select count(*) from payment_webhooks')).toEqual(before);
  });
});

describe('facts that cannot be placed yet', () => {
  test('take no other fact of their delivery along', async () => {
    const place = await world.held();
    const eventId = nextEventId();
    const facts = [refundOf(providerId('pay'), 100), factOf(place, 'captured', providerId('pay'))];
    expect(await deliver(facts, { eventId })).toMatchObject({ outcome: 'retrying', reason: 'unplaced' });
    expect(await bookingOf(place)).toEqual(['confirmed']);
  });

  test('a refund in the same delivery as its payment is placed, in any order', async () => {
    const place = await world.held();
    const providerPaymentId = providerId('pay');
    const facts = [refundOf(providerPaymentId, 30_000), factOf(place, 'captured', providerPaymentId)];
    expect(await deliver(facts)).toMatchObject({ outcome: 'applied' });
    expect((await world.read(place)).refunds).toHaveLength(1);
  });

  test('of two bills in one delivery are applied to each', async () => {
    const [one, other] = [await world.held(), await world.held()];
    const facts = [one, other].map((place) => factOf(place, 'captured', providerId('pay')));
    expect(await deliver(facts)).toMatchObject({ outcome: 'applied' });
    expect([await bookingOf(one), await bookingOf(other)]).toEqual([['confirmed'], ['confirmed']]);
  });
});

describe('a storm of deliveries', () => {
  test('applies each effect once, whatever meets whatever', async () => {
    const places = await Promise.all(Array.from({ length: 6 }, () => world.held()));
    const deliveries = places.flatMap((place) => {
      const providerPaymentId = providerId('pay');
      const eventId = nextEventId();
      const captured = [factOf(place, 'captured', providerPaymentId)];
      const again = () => deliver(captured, { eventId });
      const authorized = () => deliver([factOf(place, 'authorized', providerPaymentId)]);
      return [again, again, again, again, authorized, authorized];
    });
    const outcomes = await Promise.all(deliveries.map((send) => send()));
    expect(outcomes.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(places.length * 3);
    for (const place of places) {
      const bill = await world.read(place);
      expect(faultsOf(bill)).toEqual([]);
      expect([bill.attempts.length, bill.items.length, await bookingOf(place)]).toEqual([
        1,
        0,
        ['confirmed'],
      ]);
    }
  });

  test('caused no deadlock', async () => {
    expect(await countedDeadlocks(world.rig)).toBe(0);
  });
});
