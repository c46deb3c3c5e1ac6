import { randomUUID } from 'node:crypto';
import { readBill, routeToBill } from '@holdfast/db/repos/bills.repo';
import { attemptFact, type Held, hold, makeHoldOverdue } from '@holdfast/testkit/booking-steps';
import { type ClinicRig, createClinicRig } from '@holdfast/testkit/clinic-rig';
import { createFakeGateway, type FakeGateway } from '@holdfast/testkit/fake-gateway';
import type { Bill } from '../../src/domain/money/bill.ts';
import type { Act } from '../../src/domain/money/decide-money.ts';
import type { AttemptFact, RefundFact } from '../../src/domain/money/facts.ts';
import { asSystem } from '../../src/usecase.ts';
import { billOfRow } from '../../src/usecases/money/bill-of-row.ts';
import { type ActsOf, changeBill, type MoneyDeps } from '../../src/usecases/money/change-bill.ts';
import { rules } from './bill-world.ts';

/** Bills on PostgreSQL: holds made by the use-case, facts told to the writer as the ingest role. */
export interface BillRig {
  readonly rig: ClinicRig<FakeGateway>;
  readonly deps: MoneyDeps;
  readonly held: (options?: {
    readonly isLate?: boolean;
    readonly keepIfLate?: boolean;
  }) => Promise<HeldBill>;
  readonly read: (place: HeldBill) => Promise<Bill>;
  readonly apply: (place: HeldBill, acts: ActsOf) => Promise<Bill>;
  readonly close: () => Promise<void>;
}

export interface HeldBill {
  readonly held: Held;
  readonly clinicId: string;
  readonly billId: string;
  readonly paymentId: string;
  readonly providerAccountId: string;
}

export async function createBillRig(): Promise<BillRig> {
  const rig = await createClinicRig({ gateway: createFakeGateway(), maxOpenHolds: 10_000, poolMax: 16 });
  const deps: MoneyDeps = { tx: rig.tx.ingest, notify: () => undefined, rules };
  let slot = 0;

  async function held(options: { isLate?: boolean; keepIfLate?: boolean } = {}): Promise<HeldBill> {
    slot += 1;
    const doctors = [0, 1, 2] as const;
    const made = await hold(rig, {
      daysAhead: 1 + (slot % 50),
      time: `${String(9 + (Math.floor(slot / 50) % 4)).padStart(2, '0')}:00`,
      doctor: doctors[Math.floor(slot / 200) % 3] ?? 0,
      keepIfLate: options.keepIfLate ?? false,
    });
    const { checkout } = made.offer;
    if (!checkout) throw new Error('the hold has no order');
    const route = await asSystem(deps, 'system:webhook', 'test', (tx) =>
      routeToBill(tx, rig.gateway.providerAccountId, [checkout.providerOrderId]),
    );
    if (!route) throw new Error('the order leads to no bill');
    if (options.isLate) {
      await makeHoldOverdue(rig, made.booking.id);
      await rig.worker.expireHolds();
    }
    return { held: made, ...route };
  }

  async function read({ clinicId, billId }: HeldBill): Promise<Bill> {
    const row = await asSystem(deps, 'system:webhook', 'test', (tx) => readBill(tx, clinicId, billId));
    if (!row) throw new Error('no bill');
    return billOfRow(row).bill;
  }

  return {
    rig,
    deps,
    held,
    read,
    apply: (place, acts) => changeBill(deps, 'system:webhook', `test-${randomUUID()}`, place, acts),
    close: rig.close,
  };
}

/** A fact about a payment of this bill. */
export const attemptAct = (
  place: HeldBill,
  state: AttemptFact['state'],
  change: Partial<AttemptFact> & { readonly providerPaymentId: string },
): Act => ({
  kind: 'attempt',
  fact: attemptFact(place.held, state, change),
  route: { paymentId: place.paymentId, providerAccountId: place.providerAccountId },
});

/** A refund made at the provider; nothing while its payment is unknown. */
export const refundActs =
  (fact: Pick<RefundFact, 'providerRefundId' | 'providerPaymentId' | 'state' | 'amountMinor'>): ActsOf =>
  ({ attempts }) => {
    const paid = attempts.find(({ providerPaymentId }) => providerPaymentId === fact.providerPaymentId);
    if (!paid) return [];
    const whole: RefundFact = {
      ...fact,
      kind: 'refund',
      currency: 'INR',
      refundId: null,
      bankReference: null,
      occurredAt: new Date(),
    };
    return [{ kind: 'refund', providerAccountId: paid.providerAccountId, fact: whole }];
  };
