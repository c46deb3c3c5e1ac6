import {
  type EnteredSecret,
  ProviderAccount,
} from '@holdfast/contract/provider-account/provider-account.procedures';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../outcomes.ts';
import {
  type AccountsRig,
  type BankAccount,
  connect,
  createAccountsRig,
  deliver,
  orderOf,
  stateOf,
} from './accounts-rig.ts';

let world: AccountsRig;
let account: BankAccount;
let connected: ProviderAccount;
beforeAll(async () => {
  world = await createAccountsRig();
  account = world.openAccount('test');
  connected = await connect(world, account);
});
afterAll(() => world.close());

const rotate = async (secrets: EnteredSecret[]): Promise<ProviderAccount> =>
  ProviderAccount.parse(
    await world.rig.useCases.providerAccounts.rotate(asUser(world.admin), {
      providerAccountId: connected.id,
      secrets,
      reason: 'a colleague has left',
    }),
  );
let rotations = 0;
const newSecret = (): string => {
  rotations += 1;
  return `rotated-webhook-secret-${rotations}`;
};
const webhook = (value: string): EnteredSecret[] => [{ purpose: 'webhook_current', value }];
const paid = async () => {
  const held = await world.nextHold();
  const { payment } = account.pay(orderOf(held), { outcome: 'success' });
  return { held, payment };
};

describe('after a rotation of the webhook secret', () => {
  test('events that were signed with the old one and those with the new one are both applied', async () => {
    const before = await paid();
    const during = await paid();
    const secret = newSecret();
    const rotated = await rotate(webhook(secret));
    expect(rotated.secrets.map(({ purpose }) => purpose)).toContain('webhook_previous');
    expect(await deliver(world.rig, account, before.payment.id, connected)).toContain('applied');
    account.rotateWebhookSecret(secret);
    const after = await paid();
    expect(await deliver(world.rig, account, after.payment.id, connected)).toContain('applied');
    expect(await deliver(world.rig, account, during.payment.id, connected)).toContain('applied');
    for (const { held } of [before, during, after]) expect(await stateOf(world.rig, held)).toBe('confirmed');
  });

  test('the old one is accepted until it is retired, and erased then; once more changes nothing', async () => {
    const old = await paid();
    const secret = newSecret();
    await rotate(webhook(secret));
    account.rotateWebhookSecret(secret);
    const retire = () =>
      world.rig.useCases.providerAccounts.retirePrevious(asUser(world.admin), {
        providerAccountId: connected.id,
        reason: 'a day has passed',
      });
    const retired = await retire();
    expect(retired.secrets.map(({ purpose }) => purpose)).toEqual([
      'api_key',
      'api_secret',
      'webhook_current',
    ]);
    expect(await refusalOf(deliver(world.rig, account, old.payment.id, connected))).toBe('INVALID_SIGNATURE');
    expect(await retire()).toEqual(retired);
    const kept = await world.rig.rows(
      `select 1 from sealed_secrets where purpose = 'webhook_previous' and sealed is not null`,
    );
    expect(kept).toEqual([]);
    const { payment } = await paid();
    expect(await deliver(world.rig, account, payment.id, connected)).toContain('applied');
  });

  test('two rotations keep the last two secrets', async () => {
    const [first, second] = [newSecret(), newSecret()];
    await rotate(webhook(first));
    account.rotateWebhookSecret(first);
    const old = await paid();
    await rotate(webhook(second));
    expect(await deliver(world.rig, account, old.payment.id, connected)).toContain('applied');
    const rows = await world.rig.rows(
      `select 1 from sealed_secrets where provider_account_id = $1 and retired_at is null`,
      [connected.id],
    );
    expect(rows).toHaveLength(4);
    account.rotateWebhookSecret(second);
  });

  test('the same secret entered again leaves none before it', async () => {
    const secret = newSecret();
    await rotate(webhook(secret));
    await world.rig.useCases.providerAccounts.retirePrevious(asUser(world.admin), {
      providerAccountId: connected.id,
      reason: 'a day has passed',
    });
    const again = await rotate(webhook(secret));
    expect(again.secrets.map(({ purpose }) => purpose)).not.toContain('webhook_previous');
    account.rotateWebhookSecret(secret);
  });

  test('another process that has opened the account uses the new keys with its next call', async () => {
    const other = await world.process();
    const { payment: first } = await paid();
    expect(await deliver(other, account, first.id, connected)).toContain('applied');
    const secret = newSecret();
    await rotate(webhook(secret));
    account.rotateWebhookSecret(secret);
    const { payment } = await paid();
    expect(await deliver(other, account, payment.id, connected)).toContain('applied');
  });
});

describe('keys that the provider does not accept', () => {
  test('replace nothing: the account goes on with those before', async () => {
    const wrong = rotate([{ purpose: 'api_secret', value: 'a-secret-that-is-wrong' }]);
    expect(await refusalOf(wrong)).toBe('KEYS_REJECTED');
    const { held, payment } = await paid();
    expect(await deliver(world.rig, account, payment.id, connected)).toContain('applied');
    expect(await stateOf(world.rig, held)).toBe('confirmed');
  });

  test('of the other mode are none of this account', async () => {
    const live = [{ purpose: 'api_key' as const, value: 'rzp_live_another' }];
    expect(await refusalOf(rotate(live))).toBe('INVALID_INPUT');
  });
});

test('an account is the same one for its callers until its keys change', async () => {
  const gateway = await world.rig.deps.gateways.of(connected.id);
  expect(await world.rig.deps.gateways.of(connected.id)).toBe(gateway);
  const secret = newSecret();
  await rotate(webhook(secret));
  account.rotateWebhookSecret(secret);
  expect(await world.rig.deps.gateways.of(connected.id)).not.toBe(gateway);
});

test('keys that were read before another rotation came in between are not put into use over it', async () => {
  const { applyKeys, askForKeys } = await import('@holdfast/db/repos/account-keys.repo');
  const [row] = await world.rig.rows<{ keys_version: number }>(
    'select keys_version from provider_accounts where id = $1',
    [connected.id],
  );
  const place = {
    clinicId: world.rig.clinics.asha.id,
    providerAccountId: connected.id,
    keyChangeId: crypto.randomUUID(),
  };
  const actor = { userId: world.admin, system: null, requestId: 'test' };
  const stale = world.rig.tx.api.run(actor, null, async (tx) => {
    await askForKeys(tx, place, { reason: 'a race', account: null, secrets: [] });
    await applyKeys(tx, place, (row?.keys_version ?? 0) - 1, []);
  });
  await expect(stale).rejects.toMatchObject({ rule: 'STATE_CONFLICT' });
});
