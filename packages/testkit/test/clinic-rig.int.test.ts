import { runInvariants } from '@holdfast/db/invariants';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attemptFact, hold } from '../src/booking-steps.ts';
import { asUser, type ClinicRig, createClinicRig } from '../src/clinic-rig.ts';
import { createFakeGateway, type FakeGateway } from '../src/fake-gateway.ts';
import { passTime } from '../src/pass-time.ts';
import { createSandboxGateway } from '../src/sandbox-gateway.ts';

const liveKeys = {
  keyId: 'rzp_live_other',
  keySecret: 'live-secret',
  webhookSecret: 'live-webhook-secret',
  accountId: 'acc_Sandbox0000001',
};

let rig: ClinicRig<FakeGateway>;
beforeAll(async () => {
  rig = await createClinicRig({ gateway: createFakeGateway() });
});
afterAll(() => rig.close());

describe('the fixture that other tests build on', () => {
  test('a hold, paid by a signed webhook, is confirmed and every invariant holds', async () => {
    const held = await hold(rig);
    const delivery = rig.gateway.sign({
      eventId: 'evt_smoke',
      eventType: 'payment.captured',
      accountId: rig.gateway.accountId,
      facts: [attemptFact(held, 'captured')],
    });
    expect(await rig.ingestEvent(delivery.rawBody, delivery.headers, 'r')).toMatchObject({
      outcome: 'applied',
    });
    const context = asUser(rig.clinics.patient.userId);
    const booking = await rig.useCases.bookings.get(context, { bookingId: held.booking.id });
    expect(booking).toMatchObject({
      state: 'confirmed',
      cover: 'money',
      payment: { state: 'captured' },
    });
    const broken = (await runInvariants(rig.database.pools.worker)).filter((one) => one.violations !== 0);
    expect(broken).toEqual([]);
  });

  test('the same wiring talks to the real SDK against the sandbox', async () => {
    const { sandbox, gateway } = await createSandboxGateway();
    const other = await createClinicRig({ gateway });
    try {
      const held = await hold(other);
      expect(sandbox.razorpay.ledger().orders.map(({ entity }) => entity.receipt)).toEqual([
        held.booking.payment.paymentId,
      ]);
    } finally {
      await other.close();
      await sandbox.close();
    }
  });

  test('one call moves the clocks of the clinic and of the provider by the same time', async () => {
    const { sandbox, gateway, gatewayFor } = await createSandboxGateway({ accounts: [liveKeys] });
    const { razorpay } = sandbox;
    try {
      const order = { receipt: 'a', amountMinor: 80_000, currency: 'INR', notes: {} };
      const { providerOrderId } = await gateway.createOrder(order);
      const { payment } = razorpay.pay(providerOrderId, { outcome: 'authorized' });
      const atProvider = razorpay.clock.nowMs();
      const [before] = await rig.rows<{ now: Date }>('select app_now() as now');
      const after = await passTime({ database: rig.database, sandbox }, { hours: 5 * 24 });
      const passed = 5 * 24 * 3_600_000;
      expect(after.getTime() - (before?.now.getTime() ?? 0)).toBeGreaterThanOrEqual(passed);
      expect(razorpay.clock.nowMs() - atProvider).toBeGreaterThanOrEqual(passed);
      expect(await gateway.fetchAttempt(payment.id)).toMatchObject({ state: 'voided' });
      const live = gatewayFor(razorpay.account(liveKeys.keyId));
      expect([live.mode, live.accountId]).toEqual(['live', liveKeys.accountId]);
      await expect(live.fetchAttempt(payment.id)).rejects.toMatchObject({ kind: 'rejected' });
    } finally {
      await sandbox.close();
    }
  });
});
