import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal, send } from '../support/http-client.ts';
import { signed } from './delivery.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

describe('webhook of a provider that is not configured', () => {
  test.each(['nobody', 'RAZORPAY', 'razorpay%20', '..', 'desk'])(
    '/webhooks/%s does not exist: nothing is stored, and the metrics get no label of it',
    async (provider) => {
      const { body, signature, eventId } = signed('{}');
      const headers = { 'x-razorpay-signature': signature, 'x-razorpay-event-id': eventId };
      const answer = await send(rig.url, 'POST', `/webhooks/${provider}`, { raw: body, headers });
      expectRefusal(answer, 'NOT_FOUND');
      expect(await rig.core.rows('select 1 from payment_webhooks')).toEqual([]);
      expect(await (await fetch(`${rig.url}/metrics`)).text()).not.toContain('holdfast_webhooks_total{');
    },
  );
});
