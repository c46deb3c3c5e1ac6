import { hold } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../outcomes.ts';
import { createSandboxRig, type SandboxRig } from './sandbox-rig.ts';

let world: SandboxRig;
beforeAll(async () => {
  world = await createSandboxRig();
});
afterAll(() => world.close());

const heldOn = (day: number) =>
  world.rig.rows<{ state: string; bill_id: string; orderId: string | null }>(
    `select b.state, b.bill_id, p.provider_order_id as "orderId"
     from bookings b join payments p on p.clinic_id = b.clinic_id and p.id = b.payment_id
     where b.visit_date = (clock_timestamp() at time zone 'Asia/Kolkata')::date + $1::int`,
    [day],
  );

/** As if the provider had raised its minimum after the price was set: setting such a price is refused. */
const setPrice = (minor: number) =>
  world.rig.rows(
    `begin; set local session_replication_role = replica;
     update services set price_minor = ${minor}; commit`,
  );

test('an order that the provider rejects is an error with a code, not a reason to wait', async () => {
  const [price] = await world.rig.rows<{ minor: string }>('select max(price_minor) as minor from services');
  await setPrice(50);
  try {
    expect(await refusalOf(hold(world.rig, { daysAhead: 3 }))).toBe('ORDER_REJECTED');
  } finally {
    await setPrice(Number(price?.minor));
  }
  expect(await heldOn(3)).toMatchObject([{ state: 'held', orderId: null }]);
});

test.each([401, 403, 404, 422] as const)(
  'rejected with %i: once the cause is gone, the same hold is offered to pay',
  async (status) => {
    const day = status - 390;
    world.sandbox.razorpay.misbehave({ operation: 'create-order', kind: 'refuse', status });
    expect(await refusalOf(hold(world.rig, { daysAhead: day }))).toBe('ORDER_REJECTED');
    const [held] = await heldOn(day);
    const { patient } = world.rig.clinics;
    const offer = await world.rig.useCases.bills.checkout(asUser(patient.userId), {
      billId: held?.bill_id ?? '',
    });
    expect(offer.checkout).not.toBeNull();
  },
);

test('limited calls, calls that meet and lost answers stay a reason to wait', async () => {
  const behaviours = [
    { kind: 'rate-limit' },
    { kind: 'refuse', status: 409 },
    { kind: 'timeout-after' },
  ] as const;
  for (const [n, behaviour] of behaviours.entries()) {
    world.sandbox.razorpay.misbehave({ operation: 'create-order', ...behaviour });
    const held = await hold(world.rig, { daysAhead: 50 + n });
    expect(held.offer).toEqual({ checkout: null, retryAfterSeconds: 3 });
  }
});
