import { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { ProviderAccount } from '@holdfast/contract/provider-account/provider-account.procedures';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../support/http-client.ts';
import { type BankAccount, createMoneyRig, type MoneyRig, price, rupees, type Visit } from './money-rig.ts';
import { expectOutsidersLearnNothing } from './outsiders.ts';

/** A clinic goes from its test account to its live account; open test orders stay with theirs. Price 800.00. */

const sharedSecret = 'one-webhook-secret-for-both';

let world: MoneyRig;
let trial: BankAccount;
let live: BankAccount;
let trialRow: ProviderAccount;
let liveRow: ProviderAccount;
/** Their orders were made before the switch. */
let open: Visit[];

function openAccount(mode: 'test' | 'live'): BankAccount {
  const account = world.razorpay.openAccount({
    keyId: `rzp_${mode}_switch`,
    keySecret: `key-secret-${mode}`,
    webhookSecret: sharedSecret,
    accountId: 'acc_Switch00001',
  });
  return account;
}

async function connect({ options, mode }: BankAccount): Promise<ProviderAccount> {
  const { asha } = world.rig.core.clinics;
  const body = {
    provider: 'razorpay',
    accountRef: options.accountId,
    mode,
    secrets: [
      { purpose: 'api_key', value: options.keyId },
      { purpose: 'api_secret', value: options.keySecret },
      { purpose: 'webhook_current', value: options.webhookSecret },
    ],
    reason: 'our own account',
  };
  const token = world.rig.tokenOf(asha.staff.admin);
  const answer = await world.rig.rest('POST', `/clinics/${asha.id}/provider-accounts`, { token, body });
  return ProviderAccount.parse(answer.json);
}

const confirmAs = (userId: string, { id, pending }: ProviderAccount) =>
  world.rig.rest('POST', `/provider-accounts/${id}/confirm`, {
    token: world.rig.tokenOf(userId),
    body: { keyChangeId: pending?.id, reason: 'compared by phone' },
  });

async function secondAdmin(): Promise<string> {
  const [row] = await world.rig.core.rows<{ id: string }>(
    `with person as (insert into users (display_name, email) values ('Second Admin', 'second-admin@fixture.example') returning id)
     insert into memberships (clinic_id, user_id, role) select $1, id, 'admin' from person returning user_id as id`,
    [world.rig.core.clinics.asha.id],
  );
  return row?.id ?? '';
}

beforeAll(async () => {
  world = await createMoneyRig();
  trial = openAccount('test');
  trialRow = await connect(trial);
  open = [await world.newVisit(), await world.newVisit()];
  live = openAccount('live');
  const waiting = await connect(live);
  const { asha, alameda } = world.rig.core.clinics;
  expectRefusal(await confirmAs(asha.staff.admin, waiting), 'SECOND_PERSON_NEEDED');
  expectRefusal(await confirmAs(asha.staff.receptionist, waiting), 'FORBIDDEN');
  expectRefusal(await confirmAs(alameda.staff.admin, waiting), 'NOT_FOUND');
  liveRow = ProviderAccount.parse((await confirmAs(await secondAdmin(), waiting)).json);
});
afterAll(() => world.close());

const checkoutOf = async (visit: Visit) => CheckoutOffer.parse((await world.checkout(visit)).json).checkout;
const openVisit = (index: number): Visit => {
  const visit = open[index];
  if (!visit) throw new Error('no such visit');
  return visit;
};

/** Everything that an account tells of a payment, to the address of an account. */
async function tell(from: BankAccount, paymentId: string, to: ProviderAccount): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (const event of from.listEvents()) {
    if (!event.body.includes(paymentId)) continue;
    const answer = await world.deliver(event, to.webhookPath);
    expect(answer.status).toBe(200);
    outcomes.push(answer.json?.['outcome']);
  }
  return outcomes;
}

describe('10. a switch from the test to the live account of a clinic', () => {
  test('an open test order keeps its account and its key; a new order goes to the live account', async () => {
    const old = openVisit(0);
    const next = await world.newVisit();
    expect(await checkoutOf(old)).toMatchObject({
      providerOrderId: old.orderId,
      keyId: trial.options.keyId,
      amount: rupees(price),
    });
    expect(await checkoutOf(next)).toMatchObject({ keyId: live.options.keyId });
    const testPaid = trial.pay(old.orderId).payment.id;
    const livePaid = live.pay(next.orderId).payment.id;
    expect(await tell(trial, testPaid, trialRow)).toContain('applied');
    expect(await tell(live, livePaid, liveRow)).toContain('applied');
    for (const visit of [old, next]) {
      const { patient } = await world.page(visit);
      expect(patient).toMatchObject({ state: 'confirmed', money: { state: 'paid', paid: rupees(price) } });
    }
  });

  test('its refund goes out through the account of the order', async () => {
    const old = openVisit(0);
    await world.cancelAtDesk(old);
    await world.work();
    const refundedAt = (account: BankAccount) =>
      account.ledger().totals.moneyPerCurrency['INR']?.refunded ?? 0;
    expect([refundedAt(trial), refundedAt(live)]).toEqual([price, 0]);
    expect((await world.page(old)).patient.money).toMatchObject({
      state: 'refunding',
      refunding: rupees(price),
    });
  });

  test('test money confirms nothing at the live address, though the secret is the same', async () => {
    const old = openVisit(1);
    const paymentId = trial.pay(old.orderId).payment.id;
    expect(await tell(trial, paymentId, liveRow)).not.toContain('applied');
    const { patient } = await world.page(old);
    expect(patient).toMatchObject({ state: 'awaiting_payment', money: { state: 'unpaid', paid: rupees(0) } });
    await expectOutsidersLearnNothing(world, old, paymentId);
    expect(await tell(trial, paymentId, trialRow)).toContain('applied');
    expect((await world.page(old)).patient).toMatchObject({ state: 'confirmed', money: { state: 'paid' } });
  });
});
