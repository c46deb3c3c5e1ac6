import { runInvariants } from '@holdfast/db/invariants';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attemptFact, hold } from '../src/booking-steps.ts';
import { asUser, type ClinicRig, createClinicRig } from '../src/clinic-rig.ts';
import { createFakeGateway, type FakeGateway } from '../src/fake-gateway.ts';
import { createSandboxGateway } from '../src/sandbox-gateway.ts';

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
    expect(await rig.ingestWebhook(delivery.rawBody, delivery.headers, 'r')).toMatchObject({
      outcome: 'applied',
    });
    const context = asUser(rig.clinics.patient.userId);
    const booking = await rig.useCases.bookings.get(context, { bookingId: held.booking.id });
    expect(booking).toMatchObject({
      state: 'confirmed',
      evidence: 'capture',
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
});
