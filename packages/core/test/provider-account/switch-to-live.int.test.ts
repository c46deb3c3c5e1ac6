import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import type { ProviderAccount } from '@holdfast/contract/provider-account/provider-account.procedures';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AccountsRig,
  type BankAccount,
  connect,
  connectLive,
  createAccountsRig,
  deliver,
  keysOf,
  orderOf,
  stateOf,
} from './accounts-rig.ts';

/** A clinic tries its account with test keys and goes live: the same account of the provider, in both modes side by side. */
let world: AccountsRig;
let trial: BankAccount;
let live: BankAccount;
let trialRow: ProviderAccount;
let liveRow: ProviderAccount;
let open: Awaited<ReturnType<AccountsRig['nextHold']>>[];

beforeAll(async () => {
  world = await createAccountsRig();
  trial = world.openAccount('test', 'acc_OneName');
  trialRow = await connect(world, trial);
  open = [await world.nextHold(), await world.nextHold(), await world.nextHold()];
  live = world.openAccount('live', 'acc_OneName');
  // The same webhook secret for both: a signature alone does not say whose money it is.
  live.rotateWebhookSecret(trial.options.webhookSecret);
  const secrets = keysOf(live).map((one) =>
    one.purpose === 'webhook_current' ? { ...one, value: trial.options.webhookSecret } : one,
  );
  const waiting = await connect(world, live, { secrets });
  liveRow = await world.rig.useCases.providerAccounts
    .confirm(asUser(world.secondAdmin), {
      providerAccountId: waiting.id,
      keyChangeId: waiting.pending?.id as never,
      reason: 'we go live',
    })
    .then((answer) => answer as ProviderAccount);
});
afterAll(() => world.close());

const checkoutOf = async ({ booking: { billId } }: (typeof open)[number]) =>
  CheckoutOffer.parse(
    await world.rig.useCases.bills.checkout(asUser(world.rig.clinics.patient.userId), { billId }),
  );
const heldOpen = (index: number) => {
  const held = open[index];
  if (!held) throw new Error('no such hold');
  return held;
};

describe('sequence 10', () => {
  test('a switch from test to live leaves open test orders with their account', async () => {
    const old = heldOpen(0);
    const later = await world.nextHold();
    expect(later.offer.checkout).toMatchObject({ keyId: live.options.keyId });
    expect((await checkoutOf(old)).checkout).toMatchObject({
      providerOrderId: orderOf(old),
      keyId: trial.options.keyId,
    });
    const [testPaid, livePaid] = [
      trial.pay(orderOf(old), { outcome: 'success' }).payment,
      live.pay(orderOf(later), { outcome: 'success' }).payment,
    ];
    expect(await deliver(world.rig, trial, testPaid.id, trialRow)).toContain('applied');
    expect(await deliver(world.rig, live, livePaid.id, liveRow)).toContain('applied');
    expect([await stateOf(world.rig, old), await stateOf(world.rig, later)]).toEqual([
      'confirmed',
      'confirmed',
    ]);
    const desk = asUser(world.rig.clinics.asha.staff.receptionist);
    await world.rig.useCases.bookings.cancel(desk, { bookingId: old.booking.id, reason: 'doctor is ill' });
    await world.rig.worker.runOperations();
    const refundedAt = (account: BankAccount) =>
      account.ledger().totals.moneyPerCurrency['INR']?.refunded ?? 0;
    expect([refundedAt(trial), refundedAt(live)]).toEqual([80_000, 0]);
  });

  test('test money confirms nothing at the live address, though the secret is the same', async () => {
    const old = heldOpen(1);
    const { payment } = trial.pay(orderOf(old), { outcome: 'success' });
    expect(await deliver(world.rig, trial, payment.id, liveRow)).not.toContain('applied');
    expect(await stateOf(world.rig, old)).not.toBe('confirmed');
  });

  test('an order whose webhook was lost is found by a poll and by the sweep of its own account', async () => {
    const old = heldOpen(2);
    trial.pay(orderOf(old), { outcome: 'success' });
    await world.rig.worker.sweepAccounts();
    expect(await stateOf(world.rig, old)).toBe('confirmed');
  });

  test('the two are two rows with an address each', () => {
    expect(trialRow.accountRef).toBe(liveRow.accountRef);
    expect([trialRow.mode, liveRow.mode]).toEqual(['test', 'live']);
    expect(trialRow.webhookPath).not.toBe(liveRow.webhookPath);
  });
});

test('a test account that is connected beside a live one takes no order of a patient', async () => {
  const second = world.openAccount('test');
  await connect(world, second);
  const held = await world.nextHold();
  expect(held.offer.checkout).toMatchObject({ keyId: live.options.keyId });
});

test('another live account takes the next order, and the one before goes on', async () => {
  const before = await world.nextHold();
  const next = world.openAccount('live');
  await connectLive(world, next);
  const after = await world.nextHold();
  expect(after.offer.checkout).toMatchObject({ keyId: next.options.keyId });
  const { payment } = live.pay(orderOf(before), { outcome: 'success' });
  expect(await deliver(world.rig, live, payment.id, liveRow)).toContain('applied');
});
