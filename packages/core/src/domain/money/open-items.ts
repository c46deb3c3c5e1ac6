import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { type ItemKind, itemKind } from '@holdfast/contract/money/items';
import { operationMachine } from '@holdfast/contract/money/operation.states';
import { isBlocked, unaskedMinor } from './ask-refunds.ts';
import type { Attempt, Bill, OpenItem } from './bill.ts';
import {
  dueMinor,
  fundsMinor,
  isCovered,
  minRefundMinor,
  netMinor,
  owedAtDeskMinor,
  permittedMinor,
  wantedBackMinor,
  wrongOf,
} from './judge-money.ts';

interface Finding {
  readonly kind: ItemKind;
  readonly subjectId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

function ofAttempt(bill: Bill, attempt: Attempt): Finding[] {
  const net = netMinor(bill, attempt);
  const found = (kind: ItemKind, amountMinor: number): Finding[] =>
    amountMinor > 0 ? [{ kind, subjectId: attempt.id, amountMinor, currency: attempt.currency }] : [];
  if (net <= 0) return found(itemKind.over_refunded, -net);
  const wrong = wrongOf(bill, attempt);
  const unasked = unaskedMinor(bill, attempt);
  const least = minRefundMinor(bill, attempt);
  const isSurplus = wrong === null && attempt.ruling !== 'return' && dueMinor(bill) > 0;
  return [
    ...found(itemKind.unknown_money, wrong === 'unknown_order' ? net : 0),
    ...found(itemKind.wrong_money, wrong !== null && wrong !== 'unknown_order' ? net : 0),
    ...found(itemKind.surplus, isSurplus ? wantedBackMinor(bill, attempt) : 0),
    ...found(itemKind.refund_refused, isBlocked(bill, attempt, unasked) ? unasked : 0),
    ...found(itemKind.below_minimum, unasked < least ? unasked : 0),
  ];
}

function ofDesk(bill: Bill): Finding[] {
  const amountMinor = owedAtDeskMinor(bill);
  if (amountMinor === 0) return [];
  return [{ kind: itemKind.desk_money_owed, subjectId: bill.id, amountMinor, currency: bill.currency }];
}

function ofBookings(bill: Bill): Finding[] {
  if (isCovered(bill)) return [];
  const amountMinor = dueMinor(bill) - fundsMinor(bill) - permittedMinor(bill);
  return bill.bookings
    .filter(({ state }) => bookingMachine.is.needsCover(state))
    .map(({ id }) => ({
      kind: itemKind.uncovered_visit,
      subjectId: id,
      amountMinor,
      currency: bill.currency,
    }));
}

function ofOperations(bill: Bill, now: Date): Finding[] {
  return bill.operations
    .filter(({ state, slaAt }) => operationMachine.is.open(state) && slaAt <= now)
    .map(({ id, amountMinor, currency }) => ({
      kind: itemKind.operation_overdue,
      subjectId: id,
      amountMinor,
      currency,
    }));
}

/** An item that stays open keeps the time at which it was opened; one that nothing explains any more is gone. */
export function followItems(bill: Bill, now: Date): Bill {
  const findings = [
    ...bill.attempts.flatMap((attempt) => ofAttempt(bill, attempt)),
    ...ofDesk(bill),
    ...ofBookings(bill),
    ...ofOperations(bill, now),
  ];
  const items = findings.map((finding): OpenItem => {
    const known = bill.items.find(
      (item) => item.kind === finding.kind && item.subjectId === finding.subjectId,
    );
    return { ...finding, openedAt: known?.openedAt ?? now };
  });
  return { ...bill, items };
}
