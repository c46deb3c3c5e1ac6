import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { askedAmountMinor } from './cases.ts';
import { account, actAsWebhook, beginWorld, type PaymentWorld } from './payment-world.ts';

let rig: ClinicRig;
let client: pg.PoolClient;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
  client = await rig.database.pools.superuser.connect();
});
afterEach(() => client.query('rollback'));
afterAll(async () => {
  client.release();
  await rig.close();
});

/** Plants a state in the table of edges and on one booking that no rule knows. */
async function plantState(world: PaymentWorld): Promise<void> {
  await client.query(`insert into transition_states (machine, state, rank, initial, terminal)
    values ('booking', 'paused', 99, false, false)`);
  await client.query('alter table bookings drop constraint bookings_state_check');
  await client.query('set local session_replication_role = replica');
  await client.query(`update bookings set state = 'paused' where id = $1`, [world.bookingId]);
  await client.query('set local session_replication_role = origin');
}

const capture = (world: PaymentWorld): Promise<unknown> =>
  client.query('select apply_payment_fact($1, $2::jsonb)', [
    account,
    JSON.stringify({
      kind: 'attempt',
      providerOrderId: world.orderId,
      providerPaymentId: 'pay_for_a_paused_booking',
      state: 'captured',
      amountMinor: askedAmountMinor,
      currency: 'INR',
      method: 'upi',
      occurredAt: new Date().toISOString(),
    }),
  ]);

test('a capture for a booking in a state that no rule knows raises, and refunds nothing', async () => {
  const world = await beginWorld(client, rig, {});
  await plantState(world);
  await actAsWebhook(client);
  await client.query('savepoint capture');
  await expect(capture(world)).rejects.toMatchObject({
    code: 'HF001',
    message: 'paused is no booking state',
  });
  await client.query('rollback to savepoint capture');
  const refunds = await client.query('select 1 from refunds where payment_id = $1', [world.paymentId]);
  expect(refunds.rowCount).toBe(0);
});

test('a row in an unknown state is rejected by its table', async () => {
  const world = await beginWorld(client, rig, {});
  await client.query('set local session_replication_role = replica');
  await expect(
    client.query(`update bookings set state = 'paused' where id = $1`, [world.bookingId]),
  ).rejects.toMatchObject({ code: '23514', constraint: 'bookings_state_check' });
});
