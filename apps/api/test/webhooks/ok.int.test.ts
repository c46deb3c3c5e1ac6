import { hold } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { captureOf, deliver, signed } from './delivery.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig({ settings: { RAZORPAY_WEBHOOK_SECRET_PREVIOUS: 'the-secret-of-last-month' } });
});
afterAll(() => rig.close());

const stateOf = async (bookingId: string): Promise<string | undefined> =>
  (await rig.core.rows<{ state: string }>('select state from bookings where id = $1', [bookingId]))[0]?.state;
const stored = () => rig.core.rows('select id from payment_webhooks');

describe('razorpay webhook: well-signed', () => {
  test('a capture confirms the booking; sixteen concurrent repeats change nothing', async () => {
    const held = await hold(rig.core, { time: '09:00' });
    const delivery = captureOf(held);
    expect((await deliver(rig, delivery)).json).toEqual({ outcome: 'applied' });
    expect(await stateOf(held.booking.id)).toBe('confirmed');
    const again = await Promise.all(Array.from({ length: 16 }, () => deliver(rig, delivery)));
    expect(again.map((answer) => answer.status)).toEqual(Array.from({ length: 16 }, () => 200));
    expect(again.every((answer) => JSON.stringify(answer.json) === '{"outcome":"duplicate"}')).toBe(true);
    expect(await stored()).toHaveLength(1);
  });

  test('during a rotation the previous secret is accepted too', async () => {
    const held = await hold(rig.core, { time: '09:20' });
    const delivery = captureOf(held, { secret: 'the-secret-of-last-month' });
    expect((await deliver(rig, delivery)).json).toEqual({ outcome: 'applied' });
    expect(await stateOf(held.booking.id)).toBe('confirmed');
  });

  test.each([
    [
      'an event that we do not use',
      JSON.stringify({
        entity: 'event',
        account_id: 'acc_x',
        event: 'order.paid',
        payload: {},
        created_at: 1,
      }),
    ],
    ['a body that is not JSON', 'not json'],
    ['an empty body', ''],
  ])('%s is stored, ignored and answered with 200', async (_what, body) => {
    const before = (await stored()).length;
    const answer = await deliver(rig, signed(body));
    expect({ status: answer.status, json: answer.json }).toEqual({
      status: 200,
      json: { outcome: 'ignored' },
    });
    expect(await stored()).toHaveLength(before + 1);
  });

  test('a fact about an unknown order is stored for a retry and answered with 200', async () => {
    const held = await hold(rig.core, { time: '09:40' });
    const unknown = captureOf({
      ...held,
      offer: {
        ...held.offer,
        checkout: held.offer.checkout && { ...held.offer.checkout, providerOrderId: 'order_Unknown0000001' },
      },
    });
    const answer = await deliver(rig, unknown);
    expect(answer.status).toBe(200);
    expect(answer.json?.outcome).toMatch(/retrying|ignored/);
    expect(await stateOf(held.booking.id)).not.toBe('confirmed');
  });

  test('the outcomes of the deliveries are in the metrics', async () => {
    const metrics = await (await fetch(`${rig.url}/metrics`)).text();
    expect(metrics).toContain('holdfast_webhooks_total{provider="razorpay",outcome="applied"} 2');
    expect(metrics).toContain('holdfast_webhooks_total{provider="razorpay",outcome="duplicate"} 16');
  });
});
