import { providerId } from '@holdfast/testkit/fake-gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bill } from '../../src/domain/money/bill.ts';
import type { Act } from '../../src/domain/money/decide-money.ts';
import { attemptAct, type BillRig, createBillRig, type HeldBill } from './bill-rig.ts';
import type { Step } from './bill-world.ts';
import { type History, histories } from './histories.ts';
import { faultsOf, isBookingExplained, outcomeOf } from './outcome.ts';

/** The named histories on PostgreSQL: after every step, the rows are those that were decided. */

let world: BillRig;
beforeAll(async () => {
  world = await createBillRig();
});
afterAll(() => world.close());

/** Ids of the history, made unique for one bill. */
type Rename = (id: string) => string;

function renaming(): Rename {
  const names = new Map<string, string>();
  return (id) => {
    const known = names.get(id) ?? providerId(id.startsWith('r') ? 'rfnd' : 'pay');
    names.set(id, known);
    return known;
  };
}

function refundAct(bill: Bill, step: Extract<Step, { kind: 'refund' }>, rename: Rename): Act[] {
  const providerPaymentId = rename(step.fact.providerPaymentId);
  const paid = bill.attempts.find((attempt) => attempt.providerPaymentId === providerPaymentId);
  if (!paid) return [];
  const sent = new Set(bill.operations.filter(({ tries }) => tries > 0).map(({ subjectId }) => subjectId));
  const request = bill.requests.find(({ id, attemptId }) => attemptId === paid.id && sent.has(id));
  const refundId = step.ours ? (request?.id ?? null) : null;
  const providerRefundId = rename(step.fact.providerRefundId);
  return [
    {
      kind: 'refund',
      providerAccountId: paid.providerAccountId,
      fact: { ...step.fact, providerPaymentId, providerRefundId, refundId },
    },
  ];
}

/** What we do ourselves, about the rows of this bill instead of those in memory. */
function ownAct(place: HeldBill, bill: Bill, step: Extract<Step, { kind: 'own' }>, rename: Rename): Act[] {
  const named = {
    ...bill,
    attempts: bill.attempts.map((attempt) =>
      attempt.providerPaymentId === rename('A') ? { ...attempt, providerPaymentId: 'A' } : attempt,
    ),
  };
  const act = step.act(named);
  if (act === null) return [];
  const { receptionist } = world.rig.clinics.asha.staff;
  if (act.kind === 'cancel') return [{ ...act, bookingId: place.held.booking.id, by: receptionist }];
  return act.kind === 'rule' ? [{ ...act, by: receptionist }] : [act];
}

async function play(place: HeldBill, steps: readonly Step[]): Promise<void> {
  const rename = renaming();
  for (const step of steps) {
    const decided = await world.apply(place, (bill) => {
      if (step.kind === 'own') return ownAct(place, bill, step, rename);
      if (step.kind === 'refund') return refundAct(bill, step, rename);
      if (step.kind === 'order') return [];
      const { fact } = step;
      const { kind: _, providerOrderId: __, ...told } = fact;
      return [attemptAct(place, fact.state, { ...told, providerPaymentId: rename(fact.providerPaymentId) })];
    });
    const stored = await world.read(place);
    expect(outcomeOf(stored)).toEqual(outcomeOf(decided));
    expect(faultsOf(stored)).toEqual([]);
    expect(isBookingExplained(stored)).toBe(true);
  }
}

/** Histories of one order of one account; twins, other modes, desk money and unknown money need rows of their own. */
const ofOneOrder = ({ setup, steps }: History): boolean =>
  !setup.unplaced &&
  !setup.rebooked &&
  steps.every(
    (step) =>
      (step.kind !== 'attempt' || step.payment === 'payment') &&
      !(step.kind === 'own' && /cash|permits/.test(step.name)),
  );

describe('every step of a history is stored as it was decided', () => {
  test.each(histories.filter(ofOneOrder))('$name', async ({ setup, steps }) => {
    const isLate = setup.booking === 'expired';
    const place = await world.held({ isLate, keepIfLate: setup.keepIfLate ?? false });
    await play(place, steps);
  });
});

test('the books of all these bills balance', async () => {
  const unbalanced = await world.rig.rows(
    'select currency, sum(amount_minor) from ledger_entries group by currency having sum(amount_minor) <> 0',
  );
  expect(unbalanced).toEqual([]);
});
