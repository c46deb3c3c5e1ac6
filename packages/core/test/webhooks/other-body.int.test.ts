import { attemptFact, hold } from '@holdfast/testkit/booking-steps';
import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway, providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PaymentFact } from '../../src/ports/payment-gateway.ts';

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 50, poolMax: 8 });
});
afterAll(() => rig.close());

let day = 0;
async function heldFact(): Promise<PaymentFact> {
  day += 1;
  return attemptFact(await hold(rig, { daysAhead: day }), 'captured');
}

async function deliver(eventId: string, facts: readonly PaymentFact[]): Promise<string> {
  const event = { eventId, eventType: 'e', accountId: rig.gateway.accountId, facts };
  const { rawBody, headers } = rig.gateway.sign(event);
  return (await rig.ingestEvent(rawBody, headers, 'other-body')).outcome;
}

const stored = (eventId: string) =>
  rig.rows<{ is_other_body: boolean; state: string }>(
    'select is_other_body, state from payment_webhooks where event_id = $1 order by received_at, is_other_body',
    [eventId],
  );

test('an old body under the id of the next event does not make the true event a duplicate', async () => {
  const [first, second] = [await heldFact(), await heldFact()];
  const [firstId, secondId] = [providerId('pay'), providerId('pay')];
  expect(await deliver(firstId, [first])).toBe('applied');
  expect(await deliver(secondId, [first])).toBe('applied');
  expect(await deliver(secondId, [second])).toBe('applied');
  const confirmed = await rig.rows(`select 1 from bookings where state = 'confirmed'`);
  expect(confirmed).toHaveLength(2);
  expect(await stored(secondId)).toEqual([
    { is_other_body: false, state: 'applied' },
    { is_other_body: true, state: 'applied' },
  ]);
});

test('each of the bodies is a duplicate from its second delivery on, also when they meet', async () => {
  const [one, other] = [await heldFact(), await heldFact()];
  const eventId = providerId('pay');
  const outcomes = await Promise.all(
    Array.from({ length: 16 }, (_, n) => deliver(eventId, [n % 2 === 0 ? one : other])),
  );
  expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(2);
  expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(14);
  expect(await stored(eventId)).toHaveLength(2);
});
