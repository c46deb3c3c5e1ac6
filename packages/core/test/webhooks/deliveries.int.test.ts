import { attemptFact, type Held, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, deliveryOf, type FakeGateway, providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentFact } from '../../src/ports/payment-gateway.ts';
import { refusalOf } from '../outcomes.ts';

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), webhookMaxTries: 4 });
});
afterAll(() => rig.close());

let events = 0;
function deliver(
  facts: readonly PaymentFact[],
  accountId: string | null = 'acc_fake',
  eventId?: string | null,
) {
  events += 1;
  const id = eventId === undefined ? `evt_${events}` : eventId;
  const { rawBody, headers } = rig.gateway.sign({
    eventId: id,
    eventType: 'payment.captured',
    accountId,
    facts,
  });
  return rig.ingestEvent(rawBody, headers, `request-${events}`);
}

let taken = 0;
async function newHold(): Promise<Held> {
  taken += 1;
  return hold(rig, { userId: rig.clinics.asha.staff.receptionist, daysAhead: taken, time: '09:00' });
}

const stateOf = async (held: Held) => {
  const [row] = await rig.rows<{ state: string }>('select state from bookings where id = $1', [
    held.booking.id,
  ]);
  return row?.state;
};
const storedAs = async (webhookId: string | null) => {
  const [row] = await rig.rows<{ state: string; reason: string; tries: number; clinic_id: string | null }>(
    'select state, reason, tries, clinic_id from payment_webhooks where id = $1',
    [webhookId],
  );
  return row;
};
/** Makes every waiting event due now. */
const makeDue = () =>
  rig.rows(`update payment_webhooks set next_try_at = clock_timestamp() where state = 'retrying'`);

describe('a delivery that is not valid for us', () => {
  test('with a bad signature is rejected and stores nothing', async () => {
    const held = await newHold();
    const before = await rig.rows('select 1 from payment_webhooks');
    const body = Buffer.from(JSON.stringify({ facts: [attemptFact(held, 'captured')] }));
    for (const signature of [null, '', 'no hex', '00'.repeat(32), 'A'.repeat(64)]) {
      const { rawBody, headers } = deliveryOf(body, signature, 'evt_forged');
      expect(await refusalOf(rig.ingestEvent(rawBody, headers, 'r'))).toBe('INVALID_SIGNATURE');
    }
    expect(await rig.rows('select 1 from payment_webhooks')).toHaveLength(before.length);
    expect(await stateOf(held)).toBe('awaiting_payment');
  });

  test('whose body was changed after signing is rejected', async () => {
    const held = await newHold();
    const facts = [attemptFact(held, 'captured')];
    const { rawBody, headers } = rig.gateway.sign({
      eventId: 'evt_t',
      eventType: 'e',
      accountId: 'acc_fake',
      facts,
    });
    const tampered = Buffer.from(rawBody.toString().replace('"amountMinor":80000', '"amountMinor":80001'));
    expect(await refusalOf(rig.ingestEvent(tampered, headers, 'r'))).toBe('INVALID_SIGNATURE');
  });

  test('of another account is stored, ignored with its reason, and changes nothing', async () => {
    const held = await newHold();
    const answer = await deliver([attemptFact(held, 'captured')], 'acc_somebody_else');
    expect(answer).toMatchObject({ outcome: 'ignored', reason: 'other_account' });
    expect(await stateOf(held)).toBe('awaiting_payment');
  });

  test('with characters that jsonb cannot store is applied, and its raw body is kept', async () => {
    const held = await newHold();
    const odd = attemptFact(held, 'captured', { errorReason: 'half \ud800 and nothing \u0000' });
    const event = {
      eventId: 'evt_odd',
      eventType: 'payment.\u0000captured',
      accountId: 'acc_fake',
      facts: [odd],
    };
    const { rawBody, headers } = rig.gateway.sign(event);
    expect(await rig.ingestEvent(rawBody, headers, 'odd')).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    const rows = await rig.rows<{ raw_body: Buffer }>(
      `select raw_body from payment_webhooks where event_id = 'evt_odd'`,
    );
    expect(rows[0]?.raw_body.equals(rawBody)).toBe(true);
  });

  test('without facts is stored and ignored', async () => {
    expect(await deliver([])).toMatchObject({ outcome: 'ignored', reason: 'event_not_used' });
  });
});

describe('a repeated event', () => {
  test('with the same event id and bytes is a duplicate; with other bytes it has no second effect', async () => {
    const held = await newHold();
    const fact = attemptFact(held, 'captured');
    const first = { outcome: 'applied', reason: 'recorded' };
    expect(await deliver([fact], 'acc_fake', 'evt_same')).toMatchObject(first);
    expect(await deliver([fact], 'acc_fake', 'evt_same')).toMatchObject({ outcome: 'duplicate' });
    const other = { outcome: 'applied', reason: 'recorded' };
    expect(await deliver([{ ...fact, method: 'card' }], 'acc_fake', 'evt_same')).toMatchObject(other);
  });

  test('without an event id is identified by its bytes', async () => {
    const held = await newHold();
    const fact = attemptFact(held, 'captured');
    expect(await deliver([fact], 'acc_fake', null)).toMatchObject({ outcome: 'applied' });
    expect(await deliver([fact], 'acc_fake', null)).toMatchObject({ outcome: 'duplicate' });
  });

  test('with a forged event id is stored again without a second effect, as the id is not signed', async () => {
    const held = await newHold();
    const fact = attemptFact(held, 'captured');
    await deliver([fact], 'acc_fake', 'evt_first_id');
    expect(await deliver([fact], 'acc_fake', 'evt_second_id')).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
    const rows = await rig.rows('select 1 from ledger_postings where bill_id = $1', [held.booking.billId]);
    expect(rows).toHaveLength(1);
  });
});

describe('a delivery that cannot be applied yet', () => {
  test('before its order is attached waits, and is applied by a retry', async () => {
    rig.gateway.setDown(true);
    const held = await newHold();
    rig.gateway.setDown(false);
    const { paymentId } = held.booking.payment;
    const order = await rig.gateway.createOrder({
      receipt: paymentId,
      amountMinor: 80_000,
      currency: 'INR',
      notes: {},
    });
    const { providerOrderId } = order;
    const checkout = { providerOrderId, amount: { amountMinor: 80_000, currency: 'INR' as const } };
    const fact = attemptFact({ ...held, offer: { ...held.offer, checkout: checkout as never } }, 'captured');
    const answer = await deliver([fact]);
    expect(answer).toMatchObject({ outcome: 'retrying', reason: 'unplaced' });
    const context = asUser(rig.clinics.asha.staff.receptionist);
    await rig.useCases.bills.checkout(context, { billId: held.booking.billId });
    await makeDue();
    expect(await rig.worker.retryEvents()).toBeGreaterThan(0);
    expect(await storedAs(answer.webhookId)).toMatchObject({
      state: 'applied',
      tries: 2,
      clinic_id: rig.clinics.asha.id,
    });
    expect(await stateOf(held)).toBe('confirmed');
  });

  test('a refund reported before its capture is recorded at once, and counts when the capture comes', async () => {
    const held = await newHold();
    const fact = attemptFact(held, 'authorized');
    const { providerPaymentId } = fact;
    await deliver([fact]);
    const refund: PaymentFact = {
      kind: 'refund',
      providerRefundId: providerId('rfnd'),
      providerPaymentId,
      state: 'processed',
      amountMinor: 80_000,
      currency: 'INR',
      refundId: null,
      bankReference: 'ARN1',
      occurredAt: new Date(),
    };
    const early = await deliver([refund]);
    expect(early).toMatchObject({ outcome: 'applied', reason: 'recorded' });
    await deliver([{ ...fact, state: 'captured' }]);
    expect(await stateOf(held)).toBe('awaiting_payment');
    const { refunds } = await rig.useCases.payments.get(asUser(rig.clinics.patient.userId), {
      paymentId: held.booking.payment.paymentId,
    });
    expect(refunds).toMatchObject([
      { state: 'processed', reason: 'provider_initiated', bankReference: 'ARN1' },
    ]);
  });

  test('one that can never be applied is dead-lettered after its tries, and the others continue', async () => {
    const poison = await deliver([
      { ...attemptFact(await newHold(), 'captured'), providerOrderId: providerId('order') },
    ]);
    const good = await newHold();
    const waiting = await deliver([{ ...attemptFact(good, 'captured'), currency: 'no currency at all' }]);
    expect(waiting).toMatchObject({ outcome: 'retrying', reason: 'error 23514' });
    for (let round = 0; round < 3; round += 1) {
      await makeDue();
      // What is no answer of the provider is reported, behind the others.
      await expect(rig.worker.retryEvents()).rejects.toThrow(AggregateError);
    }
    await makeDue();
    expect(await rig.worker.retryEvents()).toBe(0);
    expect(await storedAs(poison.webhookId)).toEqual({
      state: 'dead',
      reason: 'unplaced',
      tries: 4,
      clinic_id: null,
    });
    expect(await storedAs(waiting.webhookId)).toMatchObject({ state: 'dead', reason: 'error 23514' });
    expect(await deliver([attemptFact(good, 'captured')])).toMatchObject({
      outcome: 'applied',
      reason: 'recorded',
    });
  });

  test('a dead one is replayed by an operator once its cause is fixed, with an audit row', async () => {
    const held = await newHold();
    const late = attemptFact(held, 'captured', { providerOrderId: providerId('order') });
    const { webhookId } = await deliver([late]);
    for (let round = 0; round < 4; round += 1) {
      await makeDue();
      await rig.worker.retryEvents();
    }
    await rig.rows(
      `insert into provider_objects (provider_account_id, object_id, kind, clinic_id, payment_id)
       select provider_account_id, $2, kind, clinic_id, payment_id from provider_objects
       where object_id = $1`,
      [held.offer.checkout?.providerOrderId, late.providerOrderId],
    );
    const replay = { webhookId: webhookId as never, reason: 'order was attached by hand' };
    const receptionist = asUser(rig.clinics.asha.staff.receptionist);
    expect(await refusalOf(rig.useCases.ops.replayWebhook(receptionist, replay))).toBe('FORBIDDEN');
    const operator = asUser(rig.clinics.operator);
    expect(await rig.useCases.ops.replayWebhook(operator, replay)).toMatchObject({
      state: 'retrying',
      tries: 0,
    });
    await rig.worker.retryEvents();
    expect(await storedAs(webhookId)).toMatchObject({ state: 'applied', reason: 'recorded' });
    expect(await refusalOf(rig.useCases.ops.replayWebhook(operator, replay))).toBe('STATE_CONFLICT');
    const audits = await rig.rows('select actor, reason from audit_log where subject_id = $1', [webhookId]);
    expect(audits).toEqual([{ actor: `user:${rig.clinics.operator}`, reason: replay.reason }]);
  });

  test('several concurrent workers try each stored event once per run', async () => {
    const stored = [];
    for (let n = 0; n < 6; n += 1) {
      const fact = attemptFact(await newHold(), 'captured', { providerOrderId: providerId('order') });
      stored.push((await deliver([fact])).webhookId);
    }
    await makeDue();
    const rounds = await Promise.all([
      rig.worker.retryEvents(),
      rig.worker.retryEvents(),
      rig.worker.retryEvents(),
    ]);
    expect(rounds.reduce((sum, tried) => sum + tried, 0)).toBe(6);
    for (const id of stored) expect(await storedAs(id)).toMatchObject({ state: 'retrying', tries: 2 });
  });
});

describe('a constraint that is checked only at commit', () => {
  test('keeps the stored event for a retry and rolls back everything else', async () => {
    const held = await newHold();
    await rig.rows(`
      create function planted() returns trigger language plpgsql as $$
      begin raise exception 'planted' using errcode = '23514'; end $$;
      create constraint trigger planted after insert on ledger_postings deferrable initially deferred
        for each row execute function planted()`);
    const answer = await deliver([attemptFact(held, 'captured')]);
    expect(answer).toMatchObject({ outcome: 'retrying', reason: 'error 23514' });
    expect(await stateOf(held)).toBe('awaiting_payment');
    const attempts = await rig.rows('select 1 from payment_attempts where payment_id = $1', [
      held.booking.payment.paymentId,
    ]);
    expect(attempts).toEqual([]);
    await rig.rows('drop trigger planted on ledger_postings; drop function planted()');
    await makeDue();
    await rig.worker.retryEvents();
    expect(await storedAs(answer.webhookId)).toMatchObject({ state: 'applied', reason: 'recorded' });
    expect(await stateOf(held)).toBe('confirmed');
  });
});
