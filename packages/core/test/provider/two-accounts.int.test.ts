import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { attemptFact, type Held, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptFact } from '../../src/ports/payment-gateway.ts';

let rig: ClinicRig<FakeGateway>;
const first = createFakeGateway();
const second = createFakeGateway({ provider: 'second', accountId: 'acc_second' });

beforeAll(async () => {
  rig = await createClinicRig({ gateway: first, otherGateways: [second], maxOpenHolds: 100 });
});
afterAll(() => rig.close());

/** The calls that a piece of work made to each provider. */
async function callsDuring(work: () => Promise<unknown>): Promise<{ first: string[]; second: string[] }> {
  const before = [first.calls.length, second.calls.length] as const;
  await work();
  return { first: first.calls.slice(before[0]), second: second.calls.slice(before[1]) };
}

const patient = () => asUser(rig.clinics.patient.userId);

let visits = 0;
/** A held slot whose payment will be made through this provider, whose first call had no answer. */
async function heldAt(provider: string): Promise<Held> {
  visits += 1;
  await rig.rows(`update provider_accounts set clinic_id = case when provider = $1 then $2::uuid end`, [
    provider,
    rig.clinics.asha.id,
  ]);
  for (const gateway of [first, second]) gateway.setDown(true);
  const held = await hold(rig, { daysAhead: visits });
  for (const gateway of [first, second]) gateway.setDown(false);
  return held;
}

/** Keys that this installation no longer has: the row cites an account that nobody holds. */
async function loseKeysOf(held: Held): Promise<void> {
  await rig.rows(
    `with lost as (
       insert into provider_accounts (provider, account_ref, mode) values ('third', gen_random_uuid()::text, 'test') returning id
     )
     update payments set provider_account_id = lost.id from lost where payments.id = $1`,
    [held.booking.payment.paymentId],
  );
}

async function checkedOut(held: Held): Promise<Held> {
  const { billId } = held.booking;
  const offer = CheckoutOffer.parse(await rig.useCases.bills.checkout(patient(), { billId }));
  return { ...held, offer };
}

/** The provider has an attempt in this state that is not reported yet. */
function attemptedAt(gateway: FakeGateway, held: Held, state: AttemptFact['state']): AttemptFact {
  const fact = attemptFact(held, state);
  gateway.attempts.set(fact.providerPaymentId, fact);
  return fact;
}

const makeDue = () => rig.rows('update payments set next_poll_at = now() where next_poll_at is not null');
const stateOf = async (held: Held) =>
  (await rig.rows<{ state: string }>('select state from bookings where id = $1', [held.booking.id]))[0]
    ?.state;
const orderOf = (held: Held) => held.offer.checkout?.providerOrderId;

describe('with two accounts, a call about a row goes only to that row’s account', () => {
  test('the order is searched for and created there', async () => {
    const held = await heldAt('second');
    const { paymentId } = held.booking.payment;
    expect(await callsDuring(() => checkedOut(held))).toEqual({
      first: [],
      second: [`find-order ${paymentId}`, `create-order ${paymentId}`],
    });
  });

  test('a callback is verified and its payment fetched there', async () => {
    const held = await checkedOut(await heldAt('second'));
    const { providerPaymentId } = attemptedAt(second, held, 'captured');
    const providerOrderId = orderOf(held) ?? '';
    const signature = second.signCallback(providerOrderId, providerPaymentId);
    const { paymentId } = held.booking.payment;
    const claim = { paymentId, providerOrderId, providerPaymentId, signature };
    expect(await callsDuring(() => rig.useCases.payments.confirm(patient(), claim))).toEqual({
      first: [],
      second: [`fetch-attempt ${providerPaymentId}`],
    });
    expect(await stateOf(held)).toBe('confirmed');
  });

  test('one poll asks each provider for its own order, and what is authorized is captured there', async () => {
    const [one, two] = [
      await checkedOut(await heldAt(first.provider)),
      await checkedOut(await heldAt('second')),
    ];
    attemptedAt(first, one, 'captured');
    const authorized = attemptedAt(second, two, 'authorized');
    await makeDue();
    const calls = await callsDuring(async () => {
      await rig.worker.pollOrders();
      await rig.worker.runOperations();
    });
    expect(calls.first).toContain(`fetch-attempts ${orderOf(one)}`);
    expect(calls.first).not.toContain(`fetch-attempts ${orderOf(two)}`);
    expect(calls.second).toContain(`fetch-attempts ${orderOf(two)}`);
    expect(calls.second).toContain(`capture ${authorized.providerPaymentId}`);
    expect(calls.second).not.toContain(`fetch-attempts ${orderOf(one)}`);
    expect([await stateOf(one), await stateOf(two)]).toEqual(['confirmed', 'confirmed']);
  });

  test('a refund is looked up and submitted there', async () => {
    const held = await checkedOut(await heldAt('second'));
    attemptedAt(second, held, 'captured');
    await makeDue();
    await rig.worker.pollOrders();
    const desk = asUser(rig.clinics.asha.staff.receptionist);
    await rig.useCases.bookings.cancel(desk, { bookingId: held.booking.id, reason: 'doctor is ill' });
    const calls = await callsDuring(() => rig.worker.runOperations());
    expect(calls.first).toEqual([]);
    expect(calls.second).toEqual([
      expect.stringMatching(/^fetch-attempt /),
      expect.stringMatching(/^fetch-refunds /),
      expect.stringMatching(/^submit-refund /),
    ]);
    expect(second.refunds.map(({ amountMinor }) => amountMinor)).toEqual([80_000]);
  });
});

describe('a row whose account has no keys here', () => {
  test('waits, and no other account is called for it', async () => {
    const held = await checkedOut(await heldAt('second'));
    await loseKeysOf(held);
    const calls = await callsDuring(async () => {
      expect((await checkedOut(held)).offer).toMatchObject({ checkout: null, retryAfterSeconds: 3 });
    });
    expect(calls).toEqual({ first: [], second: [] });
  });

  test('blocks no other row of the reconciler’s run', async () => {
    const [lost, paid] = [
      await checkedOut(await heldAt('second')),
      await checkedOut(await heldAt(first.provider)),
    ];
    await loseKeysOf(lost);
    attemptedAt(first, paid, 'captured');
    await makeDue();
    rig.providerErrors.length = 0;
    const calls = await callsDuring(() => rig.worker.pollOrders());
    expect([...calls.first, ...calls.second]).not.toContain(`fetch-attempts ${orderOf(lost)}`);
    expect(rig.providerErrors).toContainEqual(
      expect.objectContaining({ kind: 'unavailable', operation: 'open-gateway' }),
    );
    expect(await stateOf(paid)).toBe('confirmed');
  });
});
