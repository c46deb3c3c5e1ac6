import type { ProviderAccount } from '@holdfast/contract/provider-account/provider-account.procedures';
import { newWrappingKey } from '@holdfast/testkit/stored-keys';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AccountsRig, type BankAccount, connect, createAccountsRig } from './accounts-rig.ts';

let world: AccountsRig;
let account: BankAccount;
let connected: ProviderAccount;
beforeAll(async () => {
  world = await createAccountsRig();
});
afterAll(() => world.close());
beforeEach(async () => {
  account = world.openAccount('test');
  connected = await connect(world, account);
});

const notOpened = { kind: 'unavailable', operation: 'open-gateway' };

describe('what is sealed', () => {
  test('moved from one account to another does not open, and the other accounts go on', async () => {
    const other = await connect(world, world.openAccount('test'));
    await world.rig.rows(
      `update sealed_secrets t set nonce = s.nonce, sealed = s.sealed from sealed_secrets s
       where s.provider_account_id = $1 and t.provider_account_id = $2 and s.purpose = t.purpose`,
      [other.id, connected.id],
    );
    const fresh = await world.process();
    await expect(fresh.deps.gateways.of(connected.id)).rejects.toMatchObject(notOpened);
    const ids = (await fresh.deps.gateways.all()).map(({ providerAccountId }) => providerAccountId);
    expect(ids).toContain(other.id);
    expect(ids).not.toContain(connected.id);
    expect(fresh.providerErrors).toContainEqual(expect.objectContaining(notOpened));
  });

  test('moved from one purpose to another does not open', async () => {
    await world.rig.rows(
      `update sealed_secrets t set nonce = s.nonce, sealed = s.sealed from sealed_secrets s
       where s.provider_account_id = $1 and t.provider_account_id = $1
         and s.purpose = 'webhook_current' and t.purpose = 'api_secret'`,
      [connected.id],
    );
    await expect((await world.process()).deps.gateways.of(connected.id)).rejects.toMatchObject(notOpened);
  });

  test('does not open with another wrapping key', async () => {
    const other = await world.process({ current: newWrappingKey() });
    await expect(other.deps.gateways.of(connected.id)).rejects.toMatchObject(notOpened);
  });
});

describe('a rotation of the wrapping key', () => {
  test('wraps the data keys again, leaves what they seal, and then needs the old key no more', async () => {
    const sealedBefore = await world.rig.rows('select id, nonce, sealed from sealed_secrets order by id');
    const rotated = { current: newWrappingKey(), previous: world.wrapping.current };
    const during = await world.process(rotated);
    const registry = during.deps.gateways;
    expect((await registry.of(connected.id)).accountId).toBe(account.options.accountId);
    const register = 'register' in registry ? registry.register : null;
    if (typeof register !== 'function') throw new Error('no registry');
    expect(await register()).toBeNull();
    const wrappers = await world.rig.rows('select distinct wrapped_by from data_keys');
    expect(wrappers).toHaveLength(1);
    const after = await world.process({ current: rotated.current });
    expect((await after.deps.gateways.of(connected.id)).accountId).toBe(account.options.accountId);
    const before = await world.process({ current: world.wrapping.current });
    await expect(before.deps.gateways.of(connected.id)).rejects.toMatchObject(notOpened);
    expect(await world.rig.rows('select id, nonce, sealed from sealed_secrets order by id')).toEqual(
      sealedBefore,
    );

    // Back again, for the tests that follow.
    const back = await world.process({ current: world.wrapping.current, previous: rotated.current });
    const { gateways } = back.deps;
    if ('register' in gateways && typeof gateways.register === 'function') await gateways.register();
  });

  test('of two clinics each has its own data key, and two that are made at once are one', async () => {
    const elsewhere = { by: world.adminOfOther, clinic: 'alameda' } as const;
    await Promise.all([
      connect(world, world.openAccount('test'), elsewhere),
      connect(world, world.openAccount('test'), elsewhere),
    ]);
    const keys = await world.rig.rows<{ clinic_id: string }>('select clinic_id from data_keys');
    const { asha, alameda } = world.rig.clinics;
    expect(keys.map(({ clinic_id }) => clinic_id).sort()).toEqual([asha.id, alameda.id].sort());
  });
});

describe('the rights of the log-in roles', () => {
  const { raw } = {
    raw: (role: 'api' | 'ingest' | 'worker', text: string) => world.rig.database.pools[role].query(text),
  };

  test.each(['api', 'ingest', 'worker'] as const)(
    '%s reads nothing that is sealed from its table',
    async (role) => {
      for (const column of ['sealed', 'nonce', '*'])
        await expect(raw(role, `select ${column} from sealed_secrets`)).rejects.toThrow('permission denied');
      await expect(raw(role, 'select wrapped from data_keys')).rejects.toThrow('permission denied');
      for (const change of ['delete from sealed_secrets', 'update sealed_secrets set retired_at = now()'])
        await expect(raw(role, change)).rejects.toThrow('permission denied');
    },
  );

  test('the API may call no function that gives out what is sealed', async () => {
    for (const call of [
      `read_sealed_secrets('${connected.id}')`,
      `read_data_key('${world.rig.clinics.asha.id}')`,
      `data_keys_to_rewrap('x')`,
      `retire_secrets('${world.rig.clinics.asha.id}', '{}')`,
    ])
      await expect(raw('api', `select * from ${call}`)).rejects.toThrow('permission denied');
  });

  test.each(['ingest', 'worker'] as const)('%s reads it as the system alone', async (role) => {
    await expect(raw(role, `select * from read_sealed_secrets('${connected.id}')`)).rejects.toThrow();
    const rows = await world.rig.tx[role].run(
      { userId: null, system: 'system:reconciler', requestId: 'test' },
      null,
      async (tx) => {
        const { readSealedSecrets } = await import('@holdfast/db/repos/account-keys.repo');
        return readSealedSecrets(tx, connected.id);
      },
    );
    expect(rows).toHaveLength(3);
  });

  test.each(['ingest', 'worker'] as const)('%s changes no keys', async (role) => {
    const call = `apply_keys('${world.rig.clinics.asha.id}', '${connected.id}', '${connected.id}', 1, '[]')`;
    await expect(raw(role, `select ${call}`)).rejects.toThrow('permission denied');
  });
});
