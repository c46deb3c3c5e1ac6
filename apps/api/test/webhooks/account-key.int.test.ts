import { hold } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal, send } from '../support/http-client.ts';
import { captureOf, type Delivery } from './delivery.ts';

let rig: ApiRig;
let key: string;
beforeAll(async () => {
  rig = await createApiRig();
  const [account] = await rig.core.rows<{ webhook_key: string }>('select webhook_key from provider_accounts');
  key = account?.webhook_key ?? '';
});
afterAll(() => rig.close());

const deliverTo = (path: string, { body, signature, eventId }: Delivery) =>
  send(rig.url, 'POST', path, {
    raw: body,
    headers: { 'x-razorpay-signature': signature, 'x-razorpay-event-id': eventId },
  });
const stored = () => rig.core.rows('select id from payment_webhooks');

describe('the webhook address of an account', () => {
  test('takes what the account’s secret signed, and the address without a key knows it as a duplicate', async () => {
    const delivery = captureOf(await hold(rig.core, { time: '09:00' }));
    expect((await deliverTo(`/webhooks/razorpay/${key}`, delivery)).json).toEqual({ outcome: 'applied' });
    expect((await deliverTo('/webhooks/razorpay', delivery)).json).toEqual({ outcome: 'duplicate' });
    expect(await stored()).toHaveLength(1);
  });

  test('is not written to the log', () => {
    expect(JSON.stringify(rig.logLines())).not.toContain(key);
  });

  test('rejects what another secret signed', async () => {
    const delivery = captureOf(await hold(rig.core, { time: '09:20' }), { secret: 'another-secret' });
    expectRefusal(await deliverTo(`/webhooks/razorpay/${key}`, delivery), 'INVALID_SIGNATURE');
    expect(await stored()).toHaveLength(1);
  });

  test.each([
    ['an unknown key', () => '/webhooks/razorpay/guessed'],
    ['the key of another provider’s account', () => `/webhooks/another/${key}`],
    ['a key of another case', () => `/webhooks/razorpay/${key.toUpperCase()}`],
    ['more than a key', () => `/webhooks/razorpay/${key}/more`],
  ])('does not exist for %s, and nothing is stored', async (_what, path) => {
    const delivery = captureOf(await hold(rig.core, { time: '09:40' }));
    expectRefusal(await deliverTo(path(), delivery), 'NOT_FOUND');
    expect(await stored()).toHaveLength(1);
    await rig.core.rows("update bookings set state = 'cancelled' where state = 'awaiting_payment'");
  });

  test('answers nothing once the account is closed', async () => {
    const delivery = captureOf(await hold(rig.core, { time: '10:00' }));
    for (const state of ['draining', 'closed'])
      await rig.core.rows('update provider_accounts set state = $1', [state]);
    expectRefusal(await deliverTo(`/webhooks/razorpay/${key}`, delivery), 'NOT_FOUND');
    expectRefusal(await deliverTo('/webhooks/razorpay', delivery), 'NOT_FOUND');
    expect(await stored()).toHaveLength(1);
  });
});
