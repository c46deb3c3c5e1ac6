import { AppError } from '@holdfast/contract/errors';
import { ProviderAccount } from '@holdfast/contract/provider-account/provider-account.procedures';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { outcomesOf, refusalOf } from '../outcomes.ts';
import {
  type AccountsRig,
  type BankAccount,
  connect,
  createAccountsRig,
  deliver,
  keysOf,
  orderOf,
  stateOf,
} from './accounts-rig.ts';

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

const step = async (verb: 'drain' | 'resume' | 'close', by = world.admin): Promise<ProviderAccount> =>
  ProviderAccount.parse(
    await world.rig.useCases.providerAccounts[verb](asUser(by), {
      providerAccountId: connected.id,
      reason: 'a change of banks',
    }),
  );
const paid = async () => {
  const held = await world.nextHold();
  const { payment } = account.pay(orderOf(held), { outcome: 'success' });
  return { held, payment };
};
async function drained(): Promise<void> {
  await step('drain');
  await world.letDrain(connected.id);
}
/** What the rejection of a close says still depends on the account. */
async function inUse(): Promise<unknown> {
  const error = await step('close').catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError) || error.code !== 'ACCOUNT_IN_USE') throw error;
  return error.details.accountUse;
}
const unused = {
  openOrders: 0,
  openRefunds: 0,
  openOperations: 0,
  waitingEvents: 0,
  paidVisits: 0,
  unplacedMoney: 0,
};

describe('an account that drains', () => {
  test('gets no new order; one that it has is opened with its key, paid and refunded', async () => {
    const open = await world.nextHold();
    await step('drain');
    const later = await world.nextHold();
    expect(later.offer.checkout).not.toMatchObject({ keyId: account.options.keyId });
    const { payment } = account.pay(orderOf(open), { outcome: 'success' });
    expect(await deliver(world.rig, account, payment.id, connected)).toContain('applied');
    expect(await stateOf(world.rig, open)).toBe('confirmed');
    const desk = asUser(world.rig.clinics.asha.staff.receptionist);
    await world.rig.useCases.bookings.cancel(desk, { bookingId: open.booking.id, reason: 'doctor is ill' });
    await world.rig.worker.runOperations();
    expect(account.ledger().totals.moneyPerCurrency['INR']).toMatchObject({ refunded: 80_000 });
  });

  test('takes orders again when it is resumed', async () => {
    await step('drain');
    expect((await step('resume')).state).toBe('active');
    const held = await world.nextHold();
    expect(held.offer.checkout).toMatchObject({ keyId: account.options.keyId });
  });

  test('drains once: the same again changes nothing, also at once', async () => {
    const { won, refused, broken } = await outcomesOf([step('drain'), step('drain'), step('drain')]);
    expect([won.length, refused, broken]).toEqual([3, [], []]);
    const history = await world.rig.rows(
      `select to_state, reason from state_history where subject_id = $1 and to_state = 'draining'`,
      [connected.id],
    );
    expect(history).toEqual([{ to_state: 'draining', reason: 'a change of banks' }]);
  });
});

describe('an account is closed', () => {
  test('from draining alone, and not before an order under way has arrived', async () => {
    expect(await refusalOf(step('close'))).toBe('STATE_CONFLICT');
    await step('drain');
    expect(await refusalOf(step('close'))).toBe('STATE_CONFLICT');
    await world.letDrain(connected.id);
    expect((await step('close')).state).toBe('closed');
  });

  test('not while one of its orders may still be paid', async () => {
    await world.nextHold();
    await drained();
    expect(await inUse()).toEqual({ ...unused, openOrders: 1 });
  });

  test('not while a visit that was paid through it is to come, nor while its money goes back', async () => {
    const { held, payment } = await paid();
    await deliver(world.rig, account, payment.id, connected);
    await drained();
    await world.rig.rows('update payments set next_poll_at = null');
    expect(await inUse()).toEqual({ ...unused, paidVisits: 1 });
    const desk = asUser(world.rig.clinics.asha.staff.receptionist);
    await world.rig.useCases.bookings.cancel(desk, { bookingId: held.booking.id, reason: 'doctor is ill' });
    expect(await inUse()).toMatchObject({ openRefunds: 1, openOperations: 1, paidVisits: 0 });
  });

  test('not while money of it belongs to nobody', async () => {
    const { payment } = account.payByLink({ amount: 12_300, currency: 'INR' });
    await deliver(world.rig, account, payment.id, connected);
    await drained();
    expect(await inUse()).toEqual({ ...unused, waitingEvents: expect.any(Number) });
    await world.rig.rows(`update payment_webhooks set next_try_at = now() where state = 'retrying'`);
    await world.rig.worker.retryEvents();
    await world.rig.worker.sweepAccounts();
    expect(await inUse()).toMatchObject({ unplacedMoney: 1 });
  });

  test('with its keys erased; it answers nothing and is called no more', async () => {
    const late = account.payByLink({ amount: 12_300, currency: 'INR' });
    await drained();
    expect((await step('close')).secrets).toEqual([]);
    const kept = await world.rig.rows(
      'select 1 from sealed_secrets where provider_account_id = $1 and sealed is not null',
      [connected.id],
    );
    expect(kept).toEqual([]);
    expect(await deliver(world.rig, account, late.payment.id, connected)).toContain('no such address');
    await expect(world.rig.deps.gateways.of(connected.id)).rejects.toMatchObject({ kind: 'unavailable' });
    const rotate = world.rig.useCases.providerAccounts.rotate(asUser(world.admin), {
      providerAccountId: connected.id,
      secrets: keysOf(account),
      reason: 'too late',
    });
    expect(await refusalOf(rotate)).toBe('STATE_CONFLICT');
    expect(await refusalOf(step('resume'))).toBe('STATE_CONFLICT');
  });

  test('and connected again it has its row, its address and what it ever had', async () => {
    await drained();
    await step('close');
    const again = await connect(world, account);
    expect(again).toMatchObject({ id: connected.id, webhookPath: connected.webhookPath, state: 'active' });
    const { held, payment } = await paid();
    expect(await deliver(world.rig, account, payment.id, again)).toContain('applied');
    expect(await stateOf(world.rig, held)).toBe('confirmed');
  });
});

test('a receptionist takes no step, and a change needs a reason', async () => {
  const { receptionist } = world.rig.clinics.asha.staff;
  expect(await refusalOf(step('drain', receptionist))).toBe('FORBIDDEN');
  expect(await refusalOf(step('drain', world.adminOfOther))).toBe('NOT_FOUND');
  const { drainAccount } = await import('@holdfast/contract/provider-account/provider-account.procedures');
  expect(drainAccount.input.safeParse({ providerAccountId: connected.id }).success).toBe(false);
});
