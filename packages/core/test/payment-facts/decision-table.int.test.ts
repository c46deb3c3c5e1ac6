import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway } from '@holdfast/testkit/fake-gateway';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askedAmountMinor, attemptCases, type RefundGiven, refundCases } from './cases.ts';
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

/** Applies one fact and checks the deferred constraints, as the end of a delivery does. */
async function apply(fact: object): Promise<string> {
  await actAsWebhook(client);
  const { rows } = await client.query<{ outcome: string }>(
    'select apply_payment_fact($1, $2::jsonb) as outcome',
    [account, JSON.stringify(fact)],
  );
  await client.query('set constraints all immediate');
  await client.query('reset role');
  return rows[0]?.outcome ?? '';
}

async function attemptNow(world: PaymentWorld, providerPaymentId: string) {
  const { rows } = await client.query(
    `select a.state as attempt, p.state as payment, a.quarantine_reason as quarantine
     from payments p left join payment_attempts a on a.payment_id = p.id and a.provider_payment_id = $2 where p.id = $1`,
    [world.paymentId, providerPaymentId],
  );
  const { attempt, payment, quarantine } = rows[0];
  return { attempt, payment, ...(quarantine === null ? {} : { quarantine }) };
}

describe('the SQL reducer decides as the table says, like the TypeScript one', () => {
  test.each(attemptCases)('%s', async (_sentence, given, seen, expected) => {
    const world = await beginWorld(client, rig, given);
    const providerPaymentId = given.attempt === undefined ? 'pay_new' : world.knownPaymentId;
    const outcome = await apply({
      kind: 'attempt',
      providerOrderId: seen.noOrder ? null : seen.otherOrder ? 'order_of_somebody_else' : world.orderId,
      providerPaymentId,
      state: seen.state,
      amountMinor: seen.amountMinor ?? askedAmountMinor,
      currency: seen.currency ?? 'INR',
      method: 'upi',
      occurredAt: new Date().toISOString(),
    });
    expect({ outcome, ...(await attemptNow(world, providerPaymentId)) }).toEqual(expected);
  });
});

async function addRefund(world: PaymentWorld, given: RefundGiven): Promise<string | null> {
  if (given.refund === null) return null;
  await client.query('set local session_replication_role = replica');
  const { rows } = await client.query<{ id: string }>(
    `insert into refunds (clinic_id, payment_id, attempt_id, amount_minor, currency, state, reason, cause_key, tries)
     select clinic_id, payment_id, id, amount_minor, currency, $2, 'late_payment', 'late_payment', 1
     from payment_attempts where provider_payment_id = $1 returning id`,
    [world.knownPaymentId, given.refund],
  );
  await client.query('set local session_replication_role = origin');
  return rows[0]?.id ?? null;
}

describe('the SQL reducer of refunds decides as the table says', () => {
  test.each(refundCases)('%s', async (_sentence, given, seen, expected) => {
    const isPaid = given.attempt === 'captured';
    const world = await beginWorld(client, rig, {
      attempt: given.attempt,
      ...(isPaid ? { payment: 'captured', settled: true, booking: 'confirmed' } : {}),
    });
    const refundId = await addRefund(world, given);
    const fact = {
      kind: 'refund',
      providerRefundId: 'rfnd_1',
      providerPaymentId: world.knownPaymentId,
      state: seen,
      amountMinor: askedAmountMinor,
      currency: 'INR',
      refundId,
      bankReference: null,
      occurredAt: new Date().toISOString(),
    };
    if (expected === 'too_early') {
      await expect(apply(fact)).rejects.toMatchObject({ code: 'HF001', message: 'refund_before_capture' });
      return;
    }
    await apply(fact);
    const { rows } = await client.query(
      'select state, provider_refund_id from refunds where payment_id = $1',
      [world.paymentId],
    );
    expect(rows).toEqual(expected === null ? [] : [{ state: expected, provider_refund_id: 'rfnd_1' }]);
  });
});

test('a fact of an unknown order is rejected with that reason', async () => {
  await client.query('begin');
  const fact = {
    kind: 'attempt',
    providerOrderId: 'order_x',
    providerPaymentId: 'pay_x',
    state: 'captured',
    amountMinor: 1,
    currency: 'INR',
  };
  await expect(apply(fact)).rejects.toMatchObject({
    code: 'HF001',
    message: 'unknown_order',
    detail: 'NOT_FOUND',
  });
});
