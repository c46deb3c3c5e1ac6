import { BillId, BookingId, MessageId, PaymentId, UserId } from '@holdfast/contract/ids';
import { isHolding, runInvariants } from '@holdfast/db/invariants';
import { migrate } from '@holdfast/db/migrations-runner';
import { armMessage, leaseMessage } from '@holdfast/db/repos/messages.repo';
import { asUser, type ClinicRig, wireCore } from '@holdfast/testkit/clinic-rig';
import { createEarlierRelease } from '@holdfast/testkit/earlier-release';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttemptFact } from '../../src/ports/payment-gateway.ts';
import { asSystem } from '../../src/usecase.ts';

/** A migrated database of release 0.1, whose open rows continue through the verbs of this release. */
let rig: Omit<ClinicRig<FakeGateway>, 'clinics'>;
let patient: UserId;
let receptionist: UserId;

interface Found {
  readonly id: BookingId;
  readonly paymentId: PaymentId;
  readonly orderId: string | null;
  readonly amountMinor: number;
}

const userNamed = async (name: string): Promise<UserId> => {
  const [row] = await rig.rows<{ id: string }>('select id from users where display_name = $1', [name]);
  return UserId.parse(row?.id);
};
/** The first booking that matches the condition. */
async function booking(where: string): Promise<Found> {
  const [row] = await rig.rows<{ id: string; payment: string; order: string | null; amount: string }>(
    `select b.id, p.id as payment, p.provider_order_id as "order", p.amount_minor as amount
     from bookings b join payments p on p.id = b.payment_id where ${where} order by b.id limit 1`,
  );
  if (!row) throw new Error(`the fixture has no booking where ${where}`);
  return {
    id: BookingId.parse(row.id),
    paymentId: PaymentId.parse(row.payment),
    orderId: row.order,
    amountMinor: Number(row.amount),
  };
}
const stateOf = async ({ id }: Found): Promise<string | undefined> =>
  (await rig.rows<{ state: string }>('select state from bookings where id = $1', [id]))[0]?.state;

const factOf = (
  providerOrderId: string | null,
  providerPaymentId: string,
  state: AttemptFact['state'],
  amountMinor: number,
): AttemptFact => ({
  kind: 'attempt',
  providerOrderId,
  providerPaymentId,
  state,
  amountMinor,
  currency: 'INR',
  method: 'upi',
  feeMinor: null,
  taxMinor: null,
  errorCode: null,
  errorReason: null,
  occurredAt: new Date(),
});

async function pay(found: Found, providerPaymentId: string): Promise<void> {
  const fact = factOf(found.orderId, providerPaymentId, 'captured', found.amountMinor);
  const event = {
    eventId: `evt_${providerPaymentId}`,
    eventType: 'captured',
    accountId: 'acc_fake',
    facts: [fact],
  };
  const { rawBody, headers } = rig.gateway.sign(event);
  await rig.ingestEvent(rawBody, headers, 'upgrade');
}

/** The provider of this test knows the payments that the earlier release has recorded. */
async function knowAttempts(): Promise<void> {
  const attempts = await rig.rows<{
    id: string;
    state: AttemptFact['state'];
    amount: string;
    order: string | null;
  }>(
    `select a.provider_payment_id as id, a.state, a.amount_minor as amount, p.provider_order_id as "order"
     from payment_attempts a join payments p on p.id = a.payment_id`,
  );
  for (const { id, state, amount, order } of attempts)
    rig.gateway.attempts.set(id, factOf(order, id, state, Number(amount)));
}

beforeAll(async () => {
  const database = await createEarlierRelease();
  await migrate({ connectionString: database.urls.owner });
  rig = await wireCore(database, { gateway: createFakeGateway() });
  const [owner] = await rig.rows<{ id: string }>(
    `select p.user_id as id from bookings b join patients p on p.id = b.patient_id limit 1`,
  );
  patient = UserId.parse(owner?.id);
  receptionist = await userNamed('asha-receptionist');
});
afterAll(() => rig.close());

describe('after the upgrade', () => {
  test('an open hold is offered its checkout and paid', async () => {
    const held = await booking(`b.state = 'held' and b.hold_expires_at > now()`);
    const offer = await rig.useCases.bills.checkout(asUser(patient, { key: 'upgrade-checkout' }), {
      // The migration gives a bill the id of the payment that its bookings shared.
      billId: BillId.parse(held.paymentId),
    });
    await pay({ ...held, orderId: offer.checkout?.providerOrderId ?? null }, 'pay_upgraded_hold');
    expect(await stateOf(held)).toBe('confirmed');
    expect(
      await rig.rows(`select state from messages where subject_id = $1 and kind = 'booking_confirmed'`, [
        held.id,
      ]),
    ).toEqual([{ state: 'queued' }]);
  });

  test.each(['created', 'failed', 'authorized'])('an order whose attempt is %s is paid', async (state) => {
    const waiting = await booking(
      `b.state = 'awaiting_payment' and exists (select 1 from payment_attempts a where a.payment_id = p.id
         and a.state = '${state}' and a.quarantine_reason is null)`,
    );
    const [attempt] = await rig.rows<{ id: string }>(
      'select provider_payment_id as id from payment_attempts where payment_id = $1',
      [waiting.paymentId],
    );
    await pay(waiting, attempt?.id ?? '');
    expect(await stateOf(waiting)).toBe('confirmed');
  });

  test('a confirmed patient is checked in, seen and completed', async () => {
    const confirmed = await booking(`b.state = 'confirmed' and p.state = 'captured'`);
    const context = (key: string) => asUser(receptionist, { key });
    const input = { bookingId: confirmed.id };
    const [doctor] = await rig.rows<{ id: string }>(
      `select id from users where display_name = 'asha-doctor'`,
    );
    await rig.useCases.bookings.checkIn(context('upgrade-in'), input);
    await rig.useCases.bookings.start(asUser(UserId.parse(doctor?.id), { key: 'upgrade-start' }), input);
    await rig.useCases.bookings.complete(asUser(UserId.parse(doctor?.id), { key: 'upgrade-done' }), input);
    expect(await stateOf(confirmed)).toBe('completed');
  });

  test('requested, submitted and unknown refunds are completed once', async () => {
    const open = await rig.rows<{ id: string }>(
      `select id from refunds where state in ('requested', 'submitted', 'unknown') order by id`,
    );
    expect(open.length).toBeGreaterThan(2);
    // What the earlier release never knew: its fees are posted, and what needs a person is opened.
    await rig.worker.reviewBills();
    await knowAttempts();
    await rig.worker.runOperations();
    // The fixture has a moved booking without the successor that its money would be for: that money goes back too.
    const moved = await rig.rows<{ id: string }>(
      `select r.id from refunds r join payments p on p.id = r.payment_id join bookings b on b.id = p.booking_id
       where b.state = 'rescheduled'`,
    );
    expect(moved).toHaveLength(1);
    const expected = [...open, ...moved].map(({ id }) => id).sort();
    expect(rig.gateway.refunds.map(({ refundId }) => refundId).sort()).toEqual(expected);
    expect(
      await rig.rows(
        `select r.id from refunds r where r.id = any ($1)
           and not exists (select 1 from provider_refunds f where f.request_id = r.id)`,
        [open.map(({ id }) => id)],
      ),
    ).toEqual([]);
  });

  test('a waiting webhook is retried, and a dead one is rescheduled by an operator', async () => {
    const [operator] = await rig.rows<{ id: string }>(
      `select id from users where platform_role = 'operator'`,
    );
    const [dead] = await rig.rows<{ id: string }>(`select id from payment_webhooks where state = 'dead'`);
    await rig.useCases.ops.replayWebhook(asUser(UserId.parse(operator?.id), { key: 'upgrade-replay' }), {
      webhookId: dead?.id ?? '',
      reason: 'after the upgrade',
    });
    await rig.rows(`update payment_webhooks set next_try_at = clock_timestamp() where state = 'retrying'`);
    const before = await rig.rows<{ id: string; version: number }>(
      `select id, version from payment_webhooks where state = 'retrying' order by id`,
    );
    expect(before).toHaveLength(2);
    await rig.worker.retryEvents();
    const after = await rig.rows<{ id: string; version: number }>(
      'select id, version from payment_webhooks where id = any ($1) order by id',
      [before.map(({ id }) => id)],
    );
    expect(after.map(({ version }, index) => version > (before[index]?.version ?? 0))).toEqual([true, true]);
  });

  test('a queued message is leased and armed', async () => {
    const [message] = await rig.rows<{ id: string; clinic: string }>(
      `select id, clinic_id as clinic from messages where state = 'queued' and kind = 'booking_confirmed' order by id limit 1`,
    );
    const ref = { clinicId: message?.clinic ?? '', id: MessageId.parse(message?.id) };
    const deps = { tx: rig.tx.worker };
    const lease = await asSystem(deps, 'system:messages', 'upgrade', (tx) =>
      leaseMessage(tx, ref, ['queued'], 60),
    );
    if (!lease) throw new Error('the message could not be leased');
    expect(await asSystem(deps, 'system:messages', 'upgrade', (tx) => armMessage(tx, lease))).toBe(true);
  });

  test('an overdue hold is expired, and every invariant holds at the end', async () => {
    const held = await booking(`b.state = 'held' and b.hold_expires_at > now()`);
    await rig.rows(
      `update bookings set hold_expires_at = clock_timestamp() - interval '1 second' where id = $1`,
      [held.id],
    );
    await rig.worker.expireHolds();
    expect(await stateOf(held)).toBe('expired');
    const board = await runInvariants(rig.database.pools.worker);
    expect(board.filter((result) => !isHolding(result))).toEqual([]);
  });
});
