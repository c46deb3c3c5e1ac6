import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import type { Sandbox } from '@holdfast/sandbox/create-sandbox';
import { type Held, hold } from '@holdfast/testkit/booking-steps';
import { asUser, type ClinicRig, createClinicRig, wireUseCases } from '@holdfast/testkit/clinic-rig';
import { createSandboxGateway, type SandboxGateway } from '@holdfast/testkit/sandbox-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIngestEvent } from '../../src/usecases/money/ingest-event.ts';
import { refusalOf } from '../outcomes.ts';

/** An installation goes from its test account to its live account; both keep their keys, side by side. */

type Account = ReturnType<Sandbox['razorpay']['account']>;

let bank: SandboxGateway;
let before: ClinicRig;
let after: ClinicRig;
let old: Account;
let live: Account;

beforeAll(async () => {
  bank = await createSandboxGateway();
  const { razorpay } = bank.sandbox;
  old = razorpay;
  // One webhook secret for both: the signature alone does not say whose money it is.
  const { webhookSecret } = old.options;
  live = razorpay.openAccount({
    keyId: 'rzp_live_holdfast',
    keySecret: 'live-secret',
    webhookSecret,
    accountId: 'acc_Live',
  });
  before = await createClinicRig({ gateway: bank.gateway, maxOpenHolds: 500 });
  const gateways = { gateway: bank.gatewayFor(live), otherGateways: [bank.gateway] };
  after = { ...before, ...(await wireUseCases(before.database.pools, { ...gateways, maxOpenHolds: 500 })) };
});
afterAll(async () => {
  await before.close();
  await bank.sandbox.close();
});

let visits = 0;
const holdIn = (rig: ClinicRig): Promise<Held> => {
  visits += 1;
  return hold(rig, { daysAhead: visits });
};
const orderOf = ({ offer }: Held): string => {
  if (!offer.checkout) throw new Error('no order');
  return offer.checkout.providerOrderId;
};
const pay = (account: Account, held: Held) => account.pay(orderOf(held), { outcome: 'success' }).payment;
const stateOf = async ({ booking }: Held) =>
  (await before.rows<{ state: string }>('select state from bookings where id = $1', [booking.id]))[0]?.state;

interface AccountRow {
  readonly id: string;
  readonly webhook_key: string;
}
async function rowOf({ options, mode }: Account): Promise<AccountRow> {
  const [row] = await before.rows<AccountRow>(
    'select id, webhook_key from provider_accounts where account_ref = $1 and mode = $2',
    [options.accountId, mode],
  );
  if (!row) throw new Error('the account has no row');
  return row;
}

/** Delivers every event about this payment to the address of an account. */
async function deliver(from: Account, paymentId: string, to: Account): Promise<string[]> {
  const { webhook_key: accountKey } = await rowOf(to);
  const gateway = await after.deps.gateways.at({ provider: 'razorpay', accountKey });
  if (!gateway) throw new Error('no such address');
  const ingest = createIngestEvent(after.deps.money);
  const outcomes: string[] = [];
  for (const { id, body, signature } of from.listEvents()) {
    if (!body.includes(paymentId)) continue;
    const headers = new Headers({ 'x-razorpay-signature': signature, 'x-razorpay-event-id': id });
    outcomes.push((await ingest(gateway, Buffer.from(body), headers, id)).outcome);
  }
  return outcomes;
}

const setState = (account: Account, state: string) =>
  before.rows('update provider_accounts set state = $2 where account_ref = $1', [
    account.options.accountId,
    state,
  ]);

describe('after a switch from test to live', () => {
  test('a new order goes to the live account', async () => {
    const held = await holdIn(after);
    expect(held.offer.checkout).toMatchObject({ keyId: live.options.keyId });
    expect(pay(live, held).order_id).toBe(orderOf(held));
  });

  test('an old order is opened with the key of its own account', async () => {
    const held = await holdIn(before);
    const { billId } = held.booking;
    const patient = asUser(before.clinics.patient.userId);
    const offer = CheckoutOffer.parse(await after.useCases.bills.checkout(patient, { billId }));
    expect(offer.checkout).toMatchObject({ providerOrderId: orderOf(held), keyId: old.options.keyId });
  });

  test('an old order is paid, refunded and reconciled through its own account', async () => {
    const held = await holdIn(before);
    const payment = pay(old, held);
    expect(await deliver(old, payment.id, old)).toContain('applied');
    expect(await stateOf(held)).toBe('confirmed');
    const desk = asUser(before.clinics.asha.staff.receptionist);
    await after.useCases.bookings.cancel(desk, { bookingId: held.booking.id, reason: 'doctor is ill' });
    await after.worker.runOperations();
    expect(old.ledger().totals.moneyPerCurrency['INR']).toMatchObject({ refunded: 80_000 });
    expect(live.ledger().totals.moneyPerCurrency['INR']?.refunded ?? 0).toBe(0);
  });

  test('an old order whose webhook was lost is found by a poll of its own account', async () => {
    const held = await holdIn(before);
    pay(old, held);
    await before.rows('update payments set next_poll_at = now() where next_poll_at is not null');
    await after.worker.pollOrders();
    expect(await stateOf(held)).toBe('confirmed');
  });

  test('test money confirms nothing at the address of the live account, even under the same secret', async () => {
    const held = await holdIn(after);
    const { payment } = old.payByLink({ amount: 80_000, currency: 'INR' });
    await deliver(old, payment.id, live);
    const old2 = await holdIn(before);
    const paid = pay(old, old2);
    expect(await deliver(old, paid.id, live)).not.toContain('applied');
    expect([await stateOf(held), await stateOf(old2)]).toEqual(['awaiting_payment', 'awaiting_payment']);
  });

  test('money of the live account confirms its own order at the same time', async () => {
    const [mine, other] = [await holdIn(before), await holdIn(after)];
    const [testPaid, livePaid] = [pay(old, mine), pay(live, other)];
    await Promise.all([deliver(old, testPaid.id, old), deliver(live, livePaid.id, live)]);
    expect([await stateOf(mine), await stateOf(other)]).toEqual(['confirmed', 'confirmed']);
  });
});

describe('the account of a new order', () => {
  const keyOf = async (clinic: 'asha' | 'alameda'): Promise<string> => {
    const order = { clinicId: before.clinics[clinic].id, currency: before.clinics[clinic].currency };
    return (await after.deps.gateways.forOrder(order)).accountId;
  };
  const setClinic = (account: Account, clinicId: string | null) =>
    before.rows('update provider_accounts set clinic_id = $2 where account_ref = $1', [
      account.options.accountId,
      clinicId,
    ]);

  test('is the clinic’s own, never that of another clinic', async () => {
    await setClinic(live, before.clinics.alameda.id);
    await expect(keyOf('asha')).rejects.toMatchObject({ kind: 'unavailable' });
    await setClinic(live, before.clinics.asha.id);
    expect(await keyOf('asha')).toBe('acc_Live');
    await setClinic(live, null);
    expect(await keyOf('asha')).toBe('acc_Live');
  });

  test('takes the currency of the bill', async () => {
    const dollars = { clinicId: before.clinics.asha.id, currency: 'USD' };
    await expect(after.deps.gateways.forOrder(dollars)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('is none that drains, while what it has goes on', async () => {
    const held = await holdIn(after);
    await setState(live, 'draining');
    const later = await holdIn(after);
    expect(later.offer).toEqual({ checkout: null, retryAfterSeconds: 3 });
    const payment = pay(live, held);
    expect(await deliver(live, payment.id, live)).toContain('applied');
    expect(await stateOf(held)).toBe('confirmed');
    await setState(live, 'active');
  });
});

describe('an address', () => {
  test('with a key that no account has is none', async () => {
    expect(await after.deps.gateways.at({ provider: 'razorpay', accountKey: 'no-such-key' })).toBeNull();
    const { webhook_key: accountKey } = await rowOf(old);
    expect(await after.deps.gateways.at({ provider: 'another', accountKey })).toBeNull();
    expect(await after.deps.gateways.at({ provider: 'another', accountKey: null })).toBeNull();
  });

  test('without a key belongs to the account of the environment', async () => {
    const gateway = await after.deps.gateways.at({ provider: 'razorpay', accountKey: null });
    expect(gateway).toMatchObject({ accountId: 'acc_Live', mode: 'live' });
  });

  test('of a closed account answers nothing, and nothing is stored', async () => {
    const held = await holdIn(before);
    const payment = pay(old, held);
    await setState(old, 'draining');
    await setState(old, 'closed');
    const stored = async () => (await before.rows('select 1 from payment_webhooks')).length;
    const count = await stored();
    expect(await refusalOf(deliver(old, payment.id, old))).toBe('NOT_FOUND');
    expect(await stored()).toBe(count);
    const { id } = await rowOf(old);
    await expect(after.deps.gateways.of(id)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
