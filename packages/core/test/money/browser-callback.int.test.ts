import { attemptFact, type Held, hold, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway, providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomesOf, refusalOf } from '../outcomes.ts';

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 100 });
});
afterAll(() => rig.close());

let day = 0;
async function newHold(request: Parameters<typeof hold>[1] = {}): Promise<Held> {
  day += 1;
  return hold(rig, { daysAhead: day, ...request });
}

/** Creates an attempt in this state at the provider; returns what the page would send. */
function paid(held: Held, change: Parameters<typeof attemptFact>[2] = {}) {
  const fact = attemptFact(held, change.state ?? 'captured', change);
  rig.gateway.attempts.set(fact.providerPaymentId, fact);
  const providerOrderId = held.offer.checkout?.providerOrderId ?? '';
  return {
    paymentId: held.booking.payment.paymentId,
    providerPaymentId: fact.providerPaymentId,
    providerOrderId,
    signature: rig.gateway.signCallback(providerOrderId, fact.providerPaymentId),
  };
}

const me = () => asUser(rig.clinics.patient.userId);

describe('the browser callback after a payment', () => {
  test('a captured payment confirms the booking and returns it', async () => {
    const held = await newHold();
    const booking = await rig.useCases.payments.confirm(me(), paid(held));
    expect(booking).toMatchObject({ id: held.booking.id, state: 'confirmed', cover: 'money' });
  });

  test('the provider’s state decides: an authorized payment confirms nothing yet', async () => {
    const held = await newHold();
    const booking = await rig.useCases.payments.confirm(me(), paid(held, { state: 'authorized' }));
    expect(booking).toMatchObject({
      state: 'awaiting_payment',
      payment: { state: 'authorized' },
      money: { state: 'authorized', paid: { amountMinor: 0 }, held: { amountMinor: 80_000 } },
      may: { pay: { allowed: false, reason: 'money_came' } },
    });
  });

  test('a wrong signature is rejected before the provider is called', async () => {
    const held = await newHold();
    const claim = { ...paid(held), signature: '0'.repeat(64) };
    expect(await refusalOf(rig.useCases.payments.confirm(me(), claim))).toBe('INVALID_SIGNATURE');
    const rows = await rig.rows('select 1 from payment_attempts where payment_id = $1', [claim.paymentId]);
    expect(rows).toEqual([]);
  });

  test('a validly signed pair of another order is rejected', async () => {
    const [mine, other] = [await newHold(), await newHold()];
    const claim = { ...paid(other), paymentId: mine.booking.payment.paymentId };
    expect(await refusalOf(rig.useCases.payments.confirm(me(), claim))).toBe('PAYMENT_MISMATCH');
  });

  test('a fetched payment of another order than the signed one is rejected', async () => {
    const held = await newHold();
    const claim = paid(held, { providerOrderId: providerId('order') });
    expect(await refusalOf(rig.useCases.payments.confirm(me(), claim))).toBe('PAYMENT_MISMATCH');
  });

  test('another user’s payment is NOT_FOUND, a suspended receptionist gets ACCOUNT_SUSPENDED', async () => {
    const claim = paid(await newHold());
    expect(
      await refusalOf(rig.useCases.payments.confirm(asUser(rig.clinics.otherPatient.userId), claim)),
    ).toBe('NOT_FOUND');
    expect(await refusalOf(rig.useCases.payments.confirm(asUser(rig.clinics.suspended), claim))).toBe(
      'ACCOUNT_SUSPENDED',
    );
  });

  test('while the provider does not respond the page is asked to retry, and the retry works', async () => {
    const claim = paid(await newHold());
    rig.gateway.setDown(true);
    const { refused } = await outcomesOf([rig.useCases.payments.confirm(me(), claim)]);
    rig.gateway.setDown(false);
    expect(refused).toMatchObject([{ code: 'PROVIDER_UNAVAILABLE', details: { retryAfterSeconds: 3 } }]);
    expect(await rig.useCases.payments.confirm(me(), claim)).toMatchObject({ state: 'confirmed' });
  });

  test('concurrent with the webhook and the reconciler there is one effect, and all agree', async () => {
    const held = await newHold();
    const claim = paid(held);
    const fact = rig.gateway.attempts.get(claim.providerPaymentId);
    if (!fact) throw new Error('no attempt');
    await rig.rows('update payments set next_poll_at = clock_timestamp() where id = $1', [claim.paymentId]);
    const event = rig.gateway.sign({
      eventId: 'evt_three',
      eventType: 'e',
      accountId: 'acc_fake',
      facts: [fact],
    });
    const { refused, broken } = await outcomesOf<unknown>([
      rig.useCases.payments.confirm(me(), claim),
      rig.ingestEvent(event.rawBody, event.headers, 'webhook'),
      rig.worker.pollOrders(),
      rig.useCases.payments.confirm(me(), claim),
    ]);
    expect([refused, broken]).toEqual([[], []]);
    const steps = await rig.rows(
      `select to_state from state_history where subject_id = $1 and to_state = 'confirmed'`,
      [held.booking.id],
    );
    expect(steps).toHaveLength(1);
  });

  test('late money returns the successor', async () => {
    const held = await newHold({ keepIfLate: true });
    await makeHoldOverdue(rig, held.booking.id);
    await rig.worker.expireHolds();
    const booking = await rig.useCases.payments.confirm(me(), paid(held));
    expect(booking).toMatchObject({ state: 'confirmed', predecessorId: held.booking.id });
  });
});

describe('opening the checkout again', () => {
  test('returns the same order while the hold lasts, and HOLD_EXPIRED afterwards', async () => {
    const held = await newHold();
    const { billId } = held.booking;
    const again = await rig.useCases.bills.checkout(me(), { billId });
    expect(again).toEqual(held.offer);
    expect(
      await refusalOf(rig.useCases.bills.checkout(asUser(rig.clinics.otherPatient.userId), { billId })),
    ).toBe('NOT_FOUND');
    await makeHoldOverdue(rig, held.booking.id);
    expect(await refusalOf(rig.useCases.bills.checkout(me(), { billId }))).toBe('HOLD_EXPIRED');
    await rig.worker.expireHolds();
    expect(await refusalOf(rig.useCases.bills.checkout(me(), { billId }))).toBe('HOLD_EXPIRED');
  });

  test('is rejected for a booking that needs no money any more', async () => {
    const held = await newHold();
    await rig.useCases.payments.confirm(me(), paid(held));
    const { billId } = held.booking;
    expect(await refusalOf(rig.useCases.bills.checkout(me(), { billId }))).toBe('STATE_CONFLICT');
  });

  test('is rejected at a clinic that is paid at the desk', async () => {
    const held = await newHold({ clinic: rig.clinics.alameda, service: 'long' });
    expect(held.offer).toEqual({ checkout: null, retryAfterSeconds: null });
    expect(held.booking.payment.collected).toBe('desk');
  });
});
