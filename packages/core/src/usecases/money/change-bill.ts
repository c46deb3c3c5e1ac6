import { randomUUID } from 'node:crypto';
import type { SystemActor } from '@holdfast/contract/context';
import { AppError } from '@holdfast/contract/errors';
import { commitMoney, readBill } from '@holdfast/db/repos/bills.repo';
import type { Bill, MoneyRules } from '../../domain/money/bill.ts';
import { changesOf, isUnchanged } from '../../domain/money/bill-changes.ts';
import { type Act, decideMoney } from '../../domain/money/decide-money.ts';
import { asSystem, type BillPlace, type UseCaseDeps } from '../../usecase.ts';
import { billOfRow } from './bill-of-row.ts';
import { notifyOfMoney } from './notify-of-money.ts';
import { untilStill } from './until-still.ts';

export interface MoneyDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly notify: UseCaseDeps['notify'];
  readonly rules: MoneyRules;
}

/** What happened, told against the bill as it stands, at its business time. Called again when the bill has moved. */
export type ActsOf = (bill: Bill, now: Date) => readonly Act[];

async function tryOnce(
  deps: MoneyDeps,
  source: SystemActor,
  requestId: string,
  place: BillPlace,
  actsOf: ActsOf,
): Promise<Bill | undefined> {
  const row = await asSystem(deps, source, requestId, (tx) => readBill(tx, place.clinicId, place.billId));
  if (!row) throw new AppError('NOT_FOUND', { internal: 'bill' });
  const { bill: before, now, bookingVersions } = billOfRow(row);
  const decider = { now, rules: deps.rules, newId: randomUUID };
  const { bill: after, postings } = decideMoney(before, actsOf(before, now), decider);
  const changes = changesOf({ n: 1, before, after, postings, bookingVersions });
  if (isUnchanged(before, after, changes)) return before;
  const reason = after.bookings.length > before.bookings.length ? 'late_payment' : '';
  const written = await asSystem(deps, source, requestId, (tx) => commitMoney(tx, { changes, reason }));
  if (!written.includes(1)) return undefined;
  notifyOfMoney(deps);
  return after;
}

/**
 * Reads a bill, decides in memory, writes by compare-and-set of everything the decision rests on, and starts again when
 * something moved in between. No lock is held while it decides; without a change nothing is written and nobody notified.
 * Errors: NOT_FOUND; OVERLOADED when the bill never held still.
 */
export function changeBill(
  deps: MoneyDeps,
  source: SystemActor,
  requestId: string,
  place: BillPlace,
  actsOf: ActsOf,
): Promise<Bill> {
  return untilStill(place.billId, () => tryOnce(deps, source, requestId, place, actsOf));
}
