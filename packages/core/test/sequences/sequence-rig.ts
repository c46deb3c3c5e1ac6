import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Booking as BookingSchema } from '@holdfast/contract/booking/booking.schemas';
import type { Payment } from '@holdfast/contract/payment/payment.schemas';
import { Payment as PaymentSchema } from '@holdfast/contract/payment/payment.schemas';
import { isHolding, runInvariants } from '@holdfast/db/invariants';
import type { Held } from '@holdfast/testkit/booking-steps';
import { asUser } from '@holdfast/testkit/clinic-rig';
import { passTime } from '@holdfast/testkit/pass-time';
import { expect } from 'vitest';
import type { MoneyRules } from '../../src/domain/money/bill.ts';
import { createSealAudit } from '../../src/usecases/audit/seal-audit.ts';
import { rules } from '../bill-money/bill-world.ts';
import { createSandboxRig, type SandboxRig } from '../provider/sandbox-rig.ts';

/** One installation in front of a provider that acts by itself, as a page and an operator see it. */
export interface SequenceRig extends SandboxRig {
  readonly razorpay: SandboxRig['sandbox']['razorpay'];
  readonly pay: (held: Held, input?: Parameters<SandboxRig['sandbox']['razorpay']['pay']>[1]) => string;
  /** Delivers the events of these payments alone, in the order of the list. */
  readonly deliverOf: (...paymentIds: string[]) => Promise<void>;
  readonly page: (held: Held) => Promise<Booking>;
  readonly payment: (held: Held) => Promise<Payment>;
  readonly itemsOf: (held: Held) => Promise<string[]>;
  readonly told: (held: Held) => Promise<string[]>;
  readonly later: (hours: number) => Promise<void>;
  /** Everything that the worker does by itself, once. */
  readonly work: () => Promise<void>;
  /** Our books against the provider's: gross, fee and net of every payment. */
  readonly expectEqualBooks: () => Promise<void>;
  readonly expectBoardGreen: () => Promise<void>;
}

const books = `
select a.provider_payment_id as id, case when a.state = 'captured' then a.amount_minor else 0 end::int as gross,
  coalesce(sum(e.amount_minor) filter (where e.account in ('provider_fees', 'provider_fee_tax')), 0)::int as fee,
  coalesce(sum(e.amount_minor) filter (where e.account = 'provider_balance'), 0)::int as net
from payment_attempts a left join ledger_entries e on e.object_id = a.id
  or e.object_id in (select r.id from provider_refunds r where r.attempt_id = a.id)
group by a.id, a.provider_payment_id, a.state, a.amount_minor`;

function readsOf(world: SandboxRig) {
  const { rig } = world;
  const patient = asUser(rig.clinics.patient.userId);
  return {
    page: async ({ booking }: Held) =>
      BookingSchema.parse(await rig.useCases.bookings.get(patient, { bookingId: booking.id })),
    payment: async ({ booking }: Held) =>
      PaymentSchema.parse(await rig.useCases.payments.get(patient, { paymentId: booking.payment.paymentId })),
    itemsOf: async ({ booking }: Held) => {
      const { items } = await rig.useCases.ops.stuck(asUser(rig.clinics.operator), { limit: 100 });
      return items.filter(({ billId }) => billId === booking.billId).map(({ kind }) => kind);
    },
    told: async ({ booking }: Held) => {
      const rows = await rig.rows<{ kind: string; amount: string | null }>(
        `select m.kind, m.params ->> 'amountMinor' as amount from messages m join bookings b on b.id = m.subject_id
         where b.bill_id = $1 and m.kind like 'refund%' order by m.created_at, m.kind`,
        [booking.billId],
      );
      return rows.map(({ kind, amount }) => `${kind} ${amount}`);
    },
  };
}

function checksOf({ rig, sandbox }: SandboxRig) {
  return {
    expectEqualBooks: async () => {
      const ours = await rig.rows<{ id: string; gross: number; fee: number; net: number }>(books);
      const { moneyPerPayment } = sandbox.razorpay.ledger().totals;
      for (const { id, gross, fee, net } of ours) {
        const theirs = moneyPerPayment[id] ?? { gross: 0, fee: 0, net: 0 };
        expect({ id, gross, fee, net }).toEqual({
          id,
          gross: theirs.gross,
          fee: theirs.fee,
          net: theirs.net,
        });
      }
    },
    expectBoardGreen: async () => {
      await createSealAudit({ tx: rig.tx.worker })(new AbortController().signal);
      const board = await runInvariants(rig.database.pools.worker);
      expect(board.filter((result) => !isHolding(result))).toEqual([]);
    },
  };
}

export async function createSequenceRig(moneyRules: MoneyRules = rules): Promise<SequenceRig> {
  const world = await createSandboxRig(400, moneyRules);
  const { rig, sandbox } = world;
  const { razorpay } = sandbox;
  const delivered = new Set<string>();

  async function deliverOf(...paymentIds: string[]): Promise<void> {
    for (const paymentId of paymentIds) {
      for (const { id, body, signature } of razorpay.listEvents()) {
        if (delivered.has(id) || !body.includes(paymentId)) continue;
        delivered.add(id);
        const headers = new Headers({ 'x-razorpay-signature': signature, 'x-razorpay-event-id': id });
        await rig.ingestEvent(Buffer.from(body), headers, id);
      }
    }
  }
  return {
    ...world,
    razorpay,
    ...readsOf(world),
    ...checksOf(world),
    deliverOf,
    pay: (held, input = { outcome: 'success' }) => razorpay.pay(world.orderOf(held), input).payment.id,
    later: async (hours) => {
      await passTime({ database: rig.database, sandbox }, { hours });
    },
    work: async () => {
      const { worker } = rig;
      for (const round of [worker.expireHolds, worker.retryEvents, worker.reviewBills, worker.runOperations])
        await round();
    },
  };
}
