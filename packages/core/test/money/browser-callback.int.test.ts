import { attemptFact, type Held, hold, lapse } from '@holdfast/testkit/booking-steps';
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
async function newHold(wish: Parameters<typeof hold>[1] = {}): Promise<Held> {
  day += 1;
  return hold(rig, { daysAhead: day, ...wish });
}

/** The provider has an attempt in this state; the answer is what the page would send. */
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

describe('the browser tells that it has paid', () => {
  test('a captured payment confirms the booking and answers it', async () => {
    const held = await newHold();
    const booking = await rig.useCases.payments.confirm(me(), paid(held));
    expect(booking).toMatchObject({ id: held.booking.id, state: 'confirmed', evidence: 'capture' });
  });

  test('what counts is what the provider says: an authorized payment confirms nothing yet', async () => {
    const held = await newHold();
    const booking = await rig.useCases.payments.confirm(me(), paid(held, { state: 'authorized' }));
    expect(booking).toMatchObject({
      state: 'awaiting_payment',
      payment: { state: 'authorized' },
      money: { state: 'authorized', paid: { amountMinor: 0 }, held: { amountMinor: 80_000 } },
      may: { pay: { allowed: false, reason: 'money_came' } },
    });
  });

  test('a wrong signature is refused before the provider is asked', async () => {
    const held = await newHold();
    const claim = { ...paid(held), signature: '0'.repeat(64) };
    expect(await refusalOf(rig.useCases.payments.confirm(me(), claim))).toBe('INVALID_SIGNATURE');
    const rows = await rig.rows('select 1 from payment_attempts where payment_id = $1', [claim.paymentId]);
    expect(rows).toEqual([]);
  });

  test('a well-signed pair of another order is not this payment’s', async () => {
    const [mine, other] = [await newHold(), await newHold()];
    const claim = { ...paid(other), paymentId: mine.booking.payment.paymentId };
    expect(await refusalOf(rig.useCases.payments.confirm(me(), claim))).toBe('PAYMENT_MISMATCH');
  });

  test('a provider that contradicts its own signature about the order is not believed', async () => {
    const held = await newHold();
    const claim = paid(held, { providerOrderId: providerId('order') });
    expect(await refusalOf(rig.useCases.payments.confirm(me(), claim))).toBe('PAYMENT_MISMATCH');
  });

  test('a stranger’s payment is not there, a suspended receptionist is told so', async () => {
    const claim = paid(await newHold());
    expect(await refusalOf(rig.useCases.payments.confirm(asUser(rig.clinics.stranger.userId), claim))).toBe(
      'NOT_FOUND',
    );
    expect(await refusalOf(rig.useCases.payments.confirm(asUser(rig.clinics.suspended), claim))).toBe(
      'ACCOUNT_SUSPENDED',
    );
  });

  test('while the provider does not answer the page is told to come again, and coming again works', async () => {
    const claim = paid(await newHold());
    rig.gateway.setDown(true);
    const { refused } = await outcomesOf([rig.useCases.payments.confirm(me(), claim)]);
    rig.gateway.setDown(false);
    expect(refused).toMatchObject([{ code: 'PROVIDER_UNAVAILABLE', details: { retryAfterSeconds: 3 } }]);
    expect(await rig.useCases.payments.confirm(me(), claim)).toMatchObject({ state: 'confirmed' });
  });

  test('with the webhook and the reconciler at the same moment there is one effect and everybody agrees', async () => {
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
      rig.ingestWebhook(event.rawBody, event.headers, 'webhook'),
      rig.worker.reconcile(),
      rig.useCases.payments.confirm(me(), claim),
    ]);
    expect([refused, broken]).toEqual([[], []]);
    const steps = await rig.rows(
      `select to_state from state_history where subject_id = $1 and to_state = 'confirmed'`,
      [held.booking.id],
    );
    expect(steps).toHaveLength(1);
  });

  test('late money is answered with the visit that stands now', async () => {
    const held = await newHold({ keepIfLate: true });
    await lapse(rig, held.booking.id);
    await rig.worker.expireHolds();
    const booking = await rig.useCases.payments.confirm(me(), paid(held));
    expect(booking).toMatchObject({ state: 'confirmed', predecessorId: held.booking.id });
  });
});

describe('opening the checkout again', () => {
  test('gives the same order while the hold lives, and says so once it does not', async () => {
    const held = await newHold();
    const { paymentId } = held.booking.payment;
    const again = await rig.useCases.payments.checkout(me(), { paymentId });
    expect(again).toEqual(held.offer);
    expect(
      await refusalOf(rig.useCases.payments.checkout(asUser(rig.clinics.stranger.userId), { paymentId })),
    ).toBe('NOT_FOUND');
    await lapse(rig, held.booking.id);
    expect(await refusalOf(rig.useCases.payments.checkout(me(), { paymentId }))).toBe('HOLD_EXPIRED');
    await rig.worker.expireHolds();
    expect(await refusalOf(rig.useCases.payments.checkout(me(), { paymentId }))).toBe('HOLD_EXPIRED');
  });

  test('is refused for a booking that needs no money any more', async () => {
    const held = await newHold();
    await rig.useCases.payments.confirm(me(), paid(held));
    const { paymentId } = held.booking.payment;
    expect(await refusalOf(rig.useCases.payments.checkout(me(), { paymentId }))).toBe('STATE_CONFLICT');
  });

  test('at a clinic that is paid at the desk there is nothing to open', async () => {
    const held = await newHold({ clinic: rig.clinics.alameda, service: 'long' });
    expect(held.offer).toEqual({ checkout: null, retryAfterSeconds: null });
    expect(held.booking.payment.collected).toBe('desk');
  });
});
