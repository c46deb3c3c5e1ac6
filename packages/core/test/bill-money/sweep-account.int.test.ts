import type { Held } from '@holdfast/testkit/booking-steps';
import { passTime } from '@holdfast/testkit/pass-time';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSweepAccount, type Swept } from '../../src/usecases/money/sweep-account.ts';
import { createSandboxRig, type SandboxRig } from '../provider/sandbox-rig.ts';
import { rules } from './bill-world.ts';

/** No webhook is ever delivered here: what the account's own lists say is all that we learn. */

let world: SandboxRig;
let sweep: () => Promise<Swept>;
beforeAll(async () => {
  world = await createSandboxRig();
  world.sandbox.razorpay.switchWebhooks('off');
  const deps = { tx: world.rig.tx.worker, notify: () => undefined, rules };
  const account = createSweepAccount({ ...deps, overlapSeconds: 3_600, firstSeconds: 86_400 });
  sweep = () => account(world.rig.gateway);
});
afterAll(() => world.close());
beforeEach(async () => {
  await sweep();
});

const razorpay = () => world.sandbox.razorpay;
const later = (span: { readonly hours: number }) =>
  passTime({ database: world.rig.database, sandbox: world.sandbox }, span);

async function booked(): Promise<{ readonly held: Held; readonly paymentId: string }> {
  const held = await world.newHold();
  const { payment } = razorpay().pay(world.orderOf(held), { outcome: 'success' });
  return { held, paymentId: payment.id };
}

const pick = (sum: { gross: number; fee: number; net: number } | undefined) => ({
  gross: sum?.gross,
  fee: sum?.fee,
  net: sum?.net,
});

const bookingOf = async ({ booking }: Held): Promise<string | undefined> =>
  (await world.rig.rows<{ state: string }>('select state from bookings where id = $1', [booking.id]))[0]
    ?.state;

const refundsOf = ({ booking }: Held) =>
  world.rig.rows<{ amount: number; state: string }>(
    `select r.amount_minor::int as amount, r.state from provider_refunds r
       join payment_attempts a on a.id = r.attempt_id join payments p on p.id = a.payment_id
     where p.bill_id = $1 order by r.amount_minor`,
    [booking.billId],
  );

const itemsOf = async ({ booking }: Held): Promise<string[]> =>
  (
    await world.rig.rows<{ kind: string }>(
      'select kind from items where bill_id = $1 and closed_at is null order by kind',
      [booking.billId],
    )
  ).map(({ kind }) => kind);

describe('a sweep of the account', () => {
  test('tells a payment whose webhook was lost', async () => {
    const { held } = await booked();
    expect(await bookingOf(held)).toBe('awaiting_payment');
    await sweep();
    expect(await bookingOf(held)).toBe('confirmed');
  });

  test('again changes nothing, however often the overlap lists the same', async () => {
    const { held } = await booked();
    await sweep();
    const versions = () => world.rig.rows('select version from bills where id = $1', [held.booking.billId]);
    const before = await versions();
    await sweep();
    await sweep();
    expect(await versions()).toEqual(before);
  });

  test('learns a twin of our order by its receipt, and tells the money on it', async () => {
    const { held } = await booked();
    razorpay().payTwin(world.orderOf(held));
    expect((await sweep()).unknown).toEqual([]);
    expect(await itemsOf(held)).toEqual(['surplus']);
    const orders = await world.rig.rows(
      `select 1 from provider_objects where kind = 'order' and payment_id = $1`,
      [held.booking.payment.paymentId],
    );
    expect(orders).toHaveLength(2);
  });

  test('names money that belongs to no order of ours, and tells the rest', async () => {
    const { payment } = razorpay().payByLink({ amount: 12_300, currency: 'INR' });
    const { held } = await booked();
    const { unknown } = await sweep();
    expect(unknown).toEqual([payment.id]);
    expect(await bookingOf(held)).toBe('confirmed');
  });

  test('by several workers at once tells each fact once', async () => {
    const { held } = await booked();
    await Promise.all([sweep(), sweep(), sweep(), sweep()]);
    expect(await bookingOf(held)).toBe('confirmed');
    const postings = await world.rig.rows('select cause from ledger_postings where bill_id = $1', [
      held.booking.billId,
    ]);
    expect(postings).toHaveLength(1);
  });

  test('names no refund of a payment that is not ours either', async () => {
    const { payment } = razorpay().payByLink({ amount: 9_900, currency: 'INR' });
    const refund = razorpay().refundFromDashboard(payment.id, 900);
    const { unknown } = await sweep();
    expect(unknown.filter((id) => id === payment.id || id === refund.id)).toEqual([payment.id]);
  });

  test('begins again at the same cursor when the provider does not answer', async () => {
    const { held } = await booked();
    razorpay().misbehave({ operation: '*', kind: 'html-502', times: 1 });
    await expect(sweep()).rejects.toThrow();
    expect(await bookingOf(held)).toBe('awaiting_payment');
    await sweep();
    expect(await bookingOf(held)).toBe('confirmed');
  });

  // Last: the clocks never go back.
  test('tells a refund that a person made at the provider a week later', async () => {
    const { held, paymentId } = await booked();
    await sweep();
    await later({ hours: 24 * 7 });
    await sweep();
    razorpay().refundFromDashboard(paymentId, 30_000);
    await sweep();
    expect(await refundsOf(held)).toMatchObject([{ amount: 30_000 }]);
    expect(await itemsOf(held)).toEqual(['uncovered_visit']);
    expect(await bookingOf(held)).toBe('confirmed');
  });

  test('leaves the books equal to the provider, gross, fee and net', async () => {
    const ours = await world.rig.rows<{ id: string; gross: number; fee: number; net: number }>(
      `select a.provider_payment_id as id, a.amount_minor::int as gross,
         coalesce(sum(e.amount_minor) filter (where e.account in ('provider_fees', 'provider_fee_tax')), 0)::int as fee,
         coalesce(sum(e.amount_minor) filter (where e.account = 'provider_balance'), 0)::int as net
       from payment_attempts a left join ledger_entries e on e.object_id = a.id
         or e.object_id in (select r.id from provider_refunds r where r.attempt_id = a.id)
       where a.state = 'captured' group by a.id, a.provider_payment_id, a.amount_minor`,
    );
    const { moneyPerPayment } = razorpay().ledger().totals;
    expect(ours.length).toBeGreaterThan(4);
    for (const { id, ...sums } of ours) expect({ id, ...sums }).toEqual({ id, ...pick(moneyPerPayment[id]) });
  });
});
