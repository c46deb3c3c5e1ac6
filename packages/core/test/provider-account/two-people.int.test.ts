import type { UserId } from '@holdfast/contract/ids';
import { ProviderAccount } from '@holdfast/contract/provider-account/provider-account.procedures';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf, outcomesOf, refusalOf } from '../outcomes.ts';
import {
  type AccountsRig,
  connect,
  connectLive,
  createAccountsRig,
  deliver,
  keysOf,
} from './accounts-rig.ts';

let world: AccountsRig;
beforeAll(async () => {
  world = await createAccountsRig();
});
afterAll(() => world.close());

const waiting = async () => {
  const account = world.openAccount('live');
  const connected = await connect(world, account);
  const { pending } = connected;
  if (!pending) throw new Error('nothing waits');
  return { account, connected, keyChangeId: pending.id, pending };
};
type Waiting = Awaited<ReturnType<typeof waiting>>;
const confirm = async (by: UserId, { connected, keyChangeId }: Pick<Waiting, 'connected' | 'keyChangeId'>) =>
  ProviderAccount.parse(
    await world.rig.useCases.providerAccounts.confirm(asUser(by), {
      providerAccountId: connected.id,
      keyChangeId,
      reason: 'compared by phone',
    }),
  );
const withdraw = (by: UserId, { connected, keyChangeId }: Pick<Waiting, 'connected' | 'keyChangeId'>) =>
  world.rig.useCases.providerAccounts.withdraw(asUser(by), {
    providerAccountId: connected.id,
    keyChangeId,
    reason: 'the wrong account',
  });
const secretRows = (id: string) =>
  world.rig.rows<{ sealed: Buffer | null; retired_at: Date | null }>(
    'select sealed, retired_at from sealed_secrets where provider_account_id = $1',
    [id],
  );

describe('live keys that one person has entered', () => {
  test('wait: no order goes to the account, nothing is delivered to it, nothing is called with it', async () => {
    const { account, connected } = await waiting();
    expect(connected).toMatchObject({
      state: 'pending',
      secrets: [],
      pending: { requestedBy: 'asha-admin', mayConfirm: false, reason: 'our own account' },
    });
    const held = await world.nextHold();
    expect(held.offer.checkout).toMatchObject({ keyId: world.bank.sandbox.razorpay.options.keyId });
    const { payment } = account.payByLink({ amount: 1_000, currency: 'INR' });
    expect(new Set(await deliver(world.rig, account, payment.id, connected))).toEqual(
      new Set(['no such address']),
    );
    await expect(world.rig.deps.gateways.of(connected.id)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await world.rig.deps.gateways.all()).toHaveLength(1);
  });

  test('are not confirmed by the person who entered them', async () => {
    const asked = await waiting();
    expect(await refusalOf(confirm(world.admin, asked))).toBe('SECOND_PERSON_NEEDED');
  });

  test('are not confirmed by a receptionist or another clinic’s admin', async () => {
    const asked = await waiting();
    const { receptionist } = world.rig.clinics.asha.staff;
    expect(await refusalOf(confirm(receptionist, asked))).toBe('FORBIDDEN');
    expect(await refusalOf(confirm(world.adminOfOther, asked))).toBe('NOT_FOUND');
  });

  test('are in use once a second admin has confirmed them, and the next order is live', async () => {
    const asked = await waiting();
    const confirmed = await confirm(world.secondAdmin, asked);
    expect(confirmed).toMatchObject({ state: 'active', pending: null });
    expect(confirmed.secrets).toHaveLength(3);
    const held = await world.nextHold();
    expect(held.offer.checkout).toMatchObject({ keyId: asked.account.options.keyId });
    const [people] = await world.rig.rows('select requested_by, approved_by from key_changes where id = $1', [
      asked.keyChangeId,
    ]);
    expect(people).toEqual({ requested_by: world.admin, approved_by: world.secondAdmin });
    const audit = await world.rig.rows<{ action: string }>(
      'select action from audit_log where subject_id = $1 order by id',
      [confirmed.id],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'providerAccounts.connect',
      'providerAccounts.confirm',
    ]);
  });

  test('are confirmed once, also by two people at once', async () => {
    const asked = await waiting();
    const { won, refused, broken } = await outcomesOf([
      confirm(world.secondAdmin, asked),
      confirm(world.secondAdmin, asked),
    ]);
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['STATE_CONFLICT'], []]);
    expect(await refusalOf(confirm(world.secondAdmin, asked))).toBe('STATE_CONFLICT');
  });

  test('that the provider has stopped accepting meanwhile are not put into use', async () => {
    const asked = await waiting();
    asked.account.misbehave({ operation: 'list-orders', kind: 'refuse', status: 401 });
    expect(await refusalOf(confirm(world.secondAdmin, asked))).toBe('KEYS_REJECTED');
    const again = await confirm(world.secondAdmin, asked);
    expect(again.state).toBe('active');
  });

  test('are erased when they are withdrawn, and the account can be connected again', async () => {
    const asked = await waiting();
    const closed = await withdraw(world.admin, asked);
    expect(closed).toMatchObject({ state: 'closed', pending: null, secrets: [] });
    for (const row of await secretRows(closed.id))
      expect(row).toMatchObject({ sealed: null, retired_at: expect.any(Date) });
    expect(await refusalOf(confirm(world.secondAdmin, asked))).toBe('STATE_CONFLICT');
    expect(await refusalOf(withdraw(world.secondAdmin, asked))).toBe('STATE_CONFLICT');
    const again = await connectLive(world, asked.account);
    expect(again).toMatchObject({ id: closed.id, state: 'active' });
  });

  test('are either withdrawn or confirmed, whichever is first', async () => {
    const asked = await waiting();
    const { won, refused, broken } = await outcomesOf<unknown>([
      confirm(world.secondAdmin, asked),
      withdraw(world.admin, asked),
    ]);
    expect([won.length, codesOf(refused), broken]).toEqual([1, ['STATE_CONFLICT'], []]);
  });
});

describe('a rotation of live keys', () => {
  test('waits for a second person while the keys before go on, and only one waits at a time', async () => {
    const account = world.openAccount('live');
    const { id, webhookPath } = await connectLive(world, account);
    const secrets = [{ purpose: 'webhook_current' as const, value: 'the-next-webhook-secret' }];
    const { rotate } = world.rig.useCases.providerAccounts;
    const asked = { providerAccountId: id, secrets, reason: 'a colleague has left' };
    const connected = ProviderAccount.parse(await rotate(asUser(world.secondAdmin), asked));
    expect(connected).toMatchObject({ state: 'active', pending: { requestedBy: 'Second Admin' } });
    expect(await refusalOf(rotate(asUser(world.admin), asked))).toBe('STATE_CONFLICT');

    const { payment } = account.payByLink({ amount: 1_000, currency: 'INR' });
    expect(await deliver(world.rig, account, payment.id, { webhookPath })).not.toContain('no such address');
    const keyChangeId = connected.pending?.id;
    if (!keyChangeId) throw new Error('nothing waits');
    expect(await refusalOf(confirm(world.secondAdmin, { connected, keyChangeId } as Waiting))).toBe(
      'SECOND_PERSON_NEEDED',
    );
    const confirmed = await confirm(world.admin, { connected, keyChangeId } as Waiting);
    expect(confirmed.secrets.map(({ purpose }) => purpose)).toEqual([
      'api_key',
      'api_secret',
      'webhook_current',
      'webhook_previous',
    ]);
  });
});

describe('the database itself', () => {
  test('takes no approval of the person who asked, and no live keys without one, from its owner either', async () => {
    const { keyChangeId } = await waiting();
    const by = (column: string) =>
      world.rig.rows(`update key_changes set applied_at = now(), approved_by = ${column} where id = $1`, [
        keyChangeId,
      ]);
    await expect(by('requested_by')).rejects.toThrow('key_changes_two_people');
    await expect(by('null')).rejects.toThrow('key_changes_live_approved');
  });

  test('keeps the rules of its functions for whom the API calls them', async () => {
    const { connected, keyChangeId } = await waiting();
    const call = (userId: string) =>
      world.rig.tx.api.run({ userId, system: null, requestId: 'test' }, null, async (tx) => {
        const { applyKeys } = await import('@holdfast/db/repos/account-keys.repo');
        const clinicId = world.rig.clinics.asha.id;
        await applyKeys(tx, { clinicId, providerAccountId: connected.id, keyChangeId }, 0, []);
      });
    await expect(call(world.admin)).rejects.toMatchObject({ rule: 'SECOND_PERSON_NEEDED' });
    await expect(call(world.adminOfOther)).rejects.toMatchObject({ rule: 'FORBIDDEN' });
    await expect(call(world.rig.clinics.asha.staff.receptionist)).rejects.toMatchObject({
      rule: 'FORBIDDEN',
    });
  });
});

test('test keys need one person, and a second one is not in the way', async () => {
  const account = world.openAccount('test');
  const { id } = await connect(world, account);
  const [row] = await world.rig.rows('select approved_by from key_changes where provider_account_id = $1', [
    id,
  ]);
  expect(row).toEqual({ approved_by: null });
  expect(keysOf(account)).toHaveLength(3);
});
