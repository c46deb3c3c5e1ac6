import { advanceClock } from '@holdfast/testkit/advance-clock';
import { afterEach, describe, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from '../support/api-rig.ts';
import { send } from '../support/http-client.ts';

const liveKeys = { RAZORPAY_KEY_ID: 'rzp_live_holdfast1' };
const whyNot = 'a live provider account is not registered where the clock is shifted';

let rig: ApiRig;
afterEach(() => rig.close());
const ready = () => send(rig.url, 'GET', '/readyz', {});
const liveAccounts = () => rig.core.rows("select provider from provider_accounts where mode = 'live'");

describe('an API with live keys', () => {
  test('does not become ready where the clock is shifted, and reports why', async () => {
    rig = await createApiRig({ settings: liveKeys });
    await advanceClock(rig.core.database, { hours: 10 });
    const refused = await ready();
    expect(refused.status).toBe(503);
    expect(refused.json).toMatchObject({ checks: { accounts: { state: 'failed', note: whyNot } } });
    expect(await liveAccounts()).toEqual([]);
  });

  test('is ready where it is not shifted, after which the clock cannot be shifted', async () => {
    rig = await createApiRig({ settings: liveKeys });
    expect((await ready()).status).toBe(200);
    expect(await liveAccounts()).toEqual([{ provider: 'razorpay' }]);
    await expect(advanceClock(rig.core.database, { hours: 10 })).rejects.toMatchObject({
      code: 'HF001',
      message: 'a clock is not shifted where a live provider account exists',
    });
  });
});

test('an API with test keys is ready even with a shifted clock', async () => {
  rig = await createApiRig();
  await advanceClock(rig.core.database, { hours: 72 });
  const answer = await ready();
  expect(answer.json).toMatchObject({ checks: { accounts: { state: 'ok' } } });
  expect(answer.status).toBe(200);
});
