import { runInvariants } from '@holdfast/db/invariants';
import { attemptFact, type Held, hold } from '@holdfast/testkit/booking-steps';
import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import {
  createFakeGateway,
  type FakeGateway,
  providerId,
  type SignedDelivery,
} from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countedDeadlocks } from '../deadlocks.ts';

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), poolMax: 8 });
});
afterAll(() => rig.close());

async function holdMany(count: number): Promise<Held[]> {
  const times = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30', '16:00', '16:30'];
  const userId = rig.clinics.asha.staff.receptionist;
  const held: Held[] = [];
  for (let n = 0; n < count; n += 1) {
    const daysAhead = 1 + Math.floor(n / times.length);
    held.push(
      await hold(rig, { userId, service: 'long', daysAhead, time: times[n % times.length] ?? '09:00' }),
    );
  }
  return held;
}

/** Four events of one payment: it fails, is authorized and captured, and a second attempt is captured too. */
function eventsOf(held: Held, n: number): SignedDelivery[] {
  const [first, second] = [providerId('pay'), providerId('pay')];
  const event = (name: string, fact: ReturnType<typeof attemptFact>) =>
    rig.gateway.sign({
      eventId: `evt_${n}_${name}`,
      eventType: `payment.${fact.state}`,
      accountId: 'acc_fake',
      facts: [fact],
    });
  return [
    event('a', attemptFact(held, 'failed', { providerPaymentId: first })),
    event('b', attemptFact(held, 'authorized', { providerPaymentId: first })),
    event('c', attemptFact(held, 'captured', { providerPaymentId: first })),
    event('d', attemptFact(held, 'captured', { providerPaymentId: second })),
  ];
}

/** A fixed shuffle, so that a failure can be repeated. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

describe('2,000 deliveries of 100 events from 16 concurrent senders', () => {
  test('each is answered, each effect happens once, and no two senders deadlock', async () => {
    const held = await holdMany(25);
    const events = held.flatMap(eventsOf);
    expect(events).toHaveLength(100);
    const deliveries = shuffled(
      events.flatMap((event) => Array.from({ length: 20 }, () => event)),
      20_260_101,
    );
    const outcomes: Record<string, number> = {};
    const sender = async () => {
      for (let next = deliveries.pop(); next; next = deliveries.pop()) {
        const { outcome } = await rig.ingestEvent(next.rawBody, next.headers, 'storm');
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: 16 }, sender));
    expect(outcomes).toEqual({ applied: 100, duplicate: 1_900 });
    const [row] = await rig.rows(
      `select (select count(*)::int from bookings where state = 'confirmed') as confirmed,
         (select count(*)::int from bookings) as bookings,
         (select count(*)::int from payments where state = 'captured') as captured,
         (select count(*)::int from payment_attempts where state = 'captured') as captures,
         (select count(*)::int from payment_attempts) as attempts,
         (select count(*)::int from refunds where reason = 'duplicate_payment' and state = 'requested') as surplus_refunds,
         (select count(*)::int from refunds) as refunds,
         (select count(*)::int from ledger_postings) as postings,
         (select count(*)::int from messages where kind = 'booking_confirmed') as told,
         (select count(*)::int from state_history where machine = 'booking' and to_state = 'confirmed') as confirmations`,
    );
    expect(row).toEqual({
      confirmed: 25,
      bookings: 25,
      captured: 25,
      captures: 50,
      attempts: 50,
      surplus_refunds: 25,
      refunds: 25,
      postings: 50,
      told: 25,
      confirmations: 25,
    });
    expect(await countedDeadlocks(rig)).toBe(0);
    expect(rig.retries).toEqual([]);
  });

  test('every invariant holds afterwards', async () => {
    const broken = (await runInvariants(rig.database.pools.worker)).filter((one) => one.violations !== 0);
    expect(broken).toEqual([]);
  });
});

test('a storm of events of one payment, in any order, confirms once', async () => {
  const [held] = await Promise.all([
    hold(rig, { userId: rig.clinics.asha.staff.receptionist, daysAhead: 20 }),
  ]);
  const events = eventsOf(held, 900);
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => {
      const event = events[n % events.length] as SignedDelivery;
      return rig.ingestEvent(event.rawBody, event.headers, 'one payment');
    }),
  );
  expect(answers.filter(({ outcome }) => outcome === 'applied')).toHaveLength(4);
  expect(answers.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(196);
  const history = await rig.rows(`select to_state from state_history where subject_id = $1 order by id`, [
    held.booking.id,
  ]);
  expect(history.map((row) => row['to_state'])).toEqual(['held', 'awaiting_payment', 'confirmed']);
});
