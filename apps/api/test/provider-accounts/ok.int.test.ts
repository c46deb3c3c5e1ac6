import { hold } from '@holdfast/testkit/booking-steps';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { expectRefusal } from '../support/http-client.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

let made = 0;
/** Keys that are recognised wherever they appear. */
function newAccount() {
  made += 1;
  const account = rig.sandbox.razorpay.openAccount({
    keyId: `rzp_test_http${made}`,
    keySecret: `unmistakable-key-secret-${made}`,
    webhookSecret: `unmistakable-webhook-secret-${made}`,
    accountId: `acc_Http${made}`,
  });
  const { keyId, keySecret, webhookSecret, accountId } = account.options;
  const secrets = [
    { purpose: 'api_key', value: keyId },
    { purpose: 'api_secret', value: keySecret },
    { purpose: 'webhook_current', value: webhookSecret },
  ];
  const body = {
    provider: 'razorpay',
    accountRef: accountId,
    mode: 'test',
    secrets,
    reason: 'our own account',
  };
  return { account, body };
}
const asha = () => rig.core.clinics.asha;
const admin = () => rig.tokenOf(asha().staff.admin);
const connect = (body: unknown, token = admin()) =>
  rig.rest('POST', `/clinics/${asha().id}/provider-accounts`, { body, token });
const saysSecret = (text: string): boolean => text.includes('unmistakable');

describe('over HTTP', () => {
  test('an account is connected, its orders are made, its events arrive at its own address', async () => {
    const { account, body } = newAccount();
    const answer = await connect(body);
    expect([answer.status, answer.json?.['state']]).toEqual([200, 'active']);
    const path = String(answer.json?.['webhookPath']);
    const { booking } = await hold(rig.core);
    const patient = rig.tokenOf(rig.core.clinics.patient.userId);
    const offer = await rig.rest('POST', `/bills/${booking.billId}/checkout`, { body: {}, token: patient });
    const orderId = String(offer.json?.['checkout']?.['providerOrderId']);
    account.pay(orderId, { outcome: 'success' });
    account.setWebhookUrl(`${rig.url}${path}`);
    for (const { id } of account.listEvents()) await account.replayEvent(id);
    await account.webhooksIdle();
    const [row] = await rig.core.rows<{ state: string }>('select state from bookings where id = $1', [
      booking.id,
    ]);
    expect(row?.state).toBe('confirmed');
  });

  test('the list has no secret, and is not for a receptionist', async () => {
    const path = `/clinics/${asha().id}/provider-accounts`;
    const listed = await rig.rest('GET', path, { token: admin() });
    expect(listed.status).toBe(200);
    expect(saysSecret(listed.text)).toBe(false);
    expectRefusal(
      await rig.rest('GET', path, { token: rig.tokenOf(asha().staff.receptionist) }),
      'FORBIDDEN',
    );
    expectRefusal(await rig.rest('GET', path), 'UNAUTHENTICATED');
  });

  test('a wrong key is an error with its code', async () => {
    const { body } = newAccount();
    const secrets = body.secrets.map((one) =>
      one.purpose === 'api_secret' ? { ...one, value: 'unmistakable-wrong-one' } : one,
    );
    const answer = await connect({ ...body, secrets });
    expectRefusal(answer, 'KEYS_REJECTED');
    expect(saysSecret(answer.text)).toBe(false);
  });

  test('what still depends on an account is counted in the rejection of its closing', async () => {
    const { account, body } = newAccount();
    const { id } = (await connect(body)).json ?? {};
    const { offer } = await hold(rig.core, { daysAhead: 2 });
    expect(offer.checkout).toMatchObject({ keyId: account.options.keyId });
    const step = (verb: string) =>
      rig.rest('POST', `/provider-accounts/${id}/${verb}`, {
        body: { reason: 'a change of banks' },
        token: admin(),
      });
    await step('drain');
    await rig.core.rows(`update provider_accounts set updated_at = now() - interval '1 hour' where id = $1`, [
      id,
    ]);
    const error = expectRefusal(await step('close'), 'ACCOUNT_IN_USE');
    expect(error.accountUse).toMatchObject({ openOrders: 1, openRefunds: 0 });
  });

  test('no input that is not understood is answered or logged with its secrets', async () => {
    const { body } = newAccount();
    const bodies = [
      { ...body, surprise: 'unmistakable-surprise' },
      { ...body, mode: 'unmistakable-mode' },
      { ...body, secrets: [{ purpose: 'api_secret', value: 'unmistakable secret with spaces' }] },
      { ...body, secrets: [{ purpose: 'unmistakable-purpose', value: 'unmistakable-value' }] },
    ];
    for (const one of bodies) {
      const answer = await connect(one);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toMatch(/unmistakable[- ](secret|value|surprise|mode)/);
    }
  });

  test('nothing of all this is in the logs', () => {
    expect(rig.logLines().length).toBeGreaterThan(5);
    expect(rig.logLines().filter((line) => saysSecret(JSON.stringify(line)))).toEqual([]);
  });
});
