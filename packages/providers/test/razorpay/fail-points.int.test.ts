import {
  armFailPoints,
  declaredFailPoints,
  disarmFailPoints,
  FailPointError,
} from '@holdfast/core/fail-points';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Rig, startRig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(async () => {
  disarmFailPoints();
  await rig.sandbox.close();
});

describe('fail points of the adapter', () => {
  test('every provider call has one before and one after', () => {
    expect(declaredFailPoints().filter((name) => name.startsWith('razorpay.'))).toEqual(
      [
        'capture',
        'create-order',
        'fetch-attempt',
        'fetch-attempts',
        'fetch-order',
        'fetch-refunds',
        'find-order',
        'list-attempts',
        'list-refunds',
        'probe',
        'submit-refund',
      ].flatMap((operation) => [`razorpay.${operation}.after`, `razorpay.${operation}.before`]),
    );
  });

  test('"before" leaves the provider untouched, "after" loses the answer to an effect', async () => {
    armFailPoints('razorpay.create-order.before=throw');
    await expect(rig.newOrder()).rejects.toThrow(FailPointError);
    expect(rig.sandbox.razorpay.ledger().orders).toHaveLength(0);
    armFailPoints('razorpay.create-order.after=throw');
    await expect(rig.newOrder()).rejects.toThrow(FailPointError);
    expect(rig.sandbox.razorpay.ledger().orders).toHaveLength(1);
  });

  test('a fail point inside the check after a capture is not mistaken for a provider failure', async () => {
    const order = await rig.newOrder();
    const { payment } = rig.sandbox.razorpay.pay(order.providerOrderId);
    armFailPoints('razorpay.fetch-attempt.before=throw');
    const capture = rig.gateway.capture({
      providerPaymentId: payment.id,
      amountMinor: 80000,
      currency: 'INR',
    });
    await expect(capture).rejects.toThrow(FailPointError);
  });
});
