import { hold } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';
import { captureOf, deliver, signed } from './delivery.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

describe('razorpay webhook: bad signature', () => {
  test('a forged capture is rejected, counted and not stored; only a storm of them is limited', async () => {
    const held = await hold(rig.core, { time: '09:00' });
    const forged = captureOf(held, { secret: 'guessed-secret' });
    const true_ = captureOf(held);
    for (const delivery of [
      forged,
      { ...forged, signature: '' },
      { ...forged, signature: 'ü' },
      { ...true_, body: `${true_.body} ` },
    ]) {
      expectRefusal(await deliver(rig, delivery), 'INVALID_SIGNATURE');
    }
    expect(await rig.core.rows('select 1 from payment_webhooks')).toHaveLength(0);

    const storm: number[] = [];
    for (let turn = 0; turn < 30; turn += 1) storm.push((await deliver(rig, forged)).status);
    expect(new Set(storm)).toEqual(new Set([401, 429]));
    expectRefusal(await deliver(rig, forged), 'RATE_LIMITED');

    expect((await deliver(rig, true_)).json).toEqual({ outcome: 'applied' });
    for (let turn = 0; turn < 50; turn += 1)
      expect((await deliver(rig, signed(`{"turn":${turn}}`))).status).toBe(200);
    const metrics = await (await fetch(`${rig.url}/metrics`)).text();
    expect(metrics).toContain('outcome="bad_signature"} 35');
    expect(JSON.stringify(rig.logLines())).not.toContain(held.offer.checkout?.providerOrderId);
  });
});
