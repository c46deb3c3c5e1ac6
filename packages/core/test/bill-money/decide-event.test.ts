import type { BillRow, ObjectRoute, ReadEvent } from '@holdfast/db/repos/bills.repo';
import { describe, expect, test } from 'vitest';
import { noSums } from '../../src/domain/money/bill-sums.ts';
import type { AttemptFact, PaymentFact, RefundFact } from '../../src/domain/money/facts.ts';
import { decideEvent, objectIdsOf } from '../../src/usecases/money/decide-event.ts';
import { at, rules } from './bill-world.ts';

/** What a delivery changes on the bills that it is about, without a database. */

let ids = 0;
const decider = {
  rules,
  newId: () => {
    ids += 1;
    return `id-${ids}`;
  },
};

function billRow(name: string): BillRow {
  const booking = {
    id: `booking ${name}`,
    state: 'awaiting_payment',
    version: 1,
    startsAt: at(86_400).toISOString(),
    keepIfLate: false,
    predecessorId: null,
    priceMinor: 80_000,
    endedAt: null,
    endedBy: null,
    canBeRetaken: false,
    rebooked: null,
  };
  return {
    id: name,
    clinicId: 'clinic',
    version: 1,
    patientId: 'patient',
    currency: 'INR',
    mode: 'live',
    reviewAt: null,
    sums: noSums,
    now: at(100).toISOString(),
    bookings: [booking],
    covers: [],
    payments: [{ id: `payment ${name}`, providerAccountId: 'account', askedMinor: 80_000, state: 'pending' }],
    attempts: [],
    refunds: [],
    requests: [],
    operations: [],
    deposits: [],
    items: [],
    posted: [],
    accounts: { account: { mode: 'live', minRefundMinor: 100 } },
  };
}

const routeTo = (name: string): ObjectRoute => ({
  objectId: `order ${name}`,
  kind: 'order',
  clinicId: 'clinic',
  paymentId: `payment ${name}`,
  billId: name,
});

const read = (...names: string[]): ReadEvent => ({
  isKnown: false,
  isSameBody: false,
  providerAccountId: 'account',
  routes: names.map(routeTo),
  bills: names.map(billRow),
});

const capture = (name: string, providerPaymentId: string): AttemptFact => ({
  kind: 'attempt',
  providerOrderId: `order ${name}`,
  providerPaymentId,
  state: 'captured',
  amountMinor: 80_000,
  currency: 'INR',
  method: null,
  feeMinor: null,
  taxMinor: null,
  errorCode: null,
  errorReason: null,
  occurredAt: at(50),
});

const refund = (providerPaymentId: string): RefundFact => ({
  kind: 'refund',
  providerRefundId: 'r1',
  providerPaymentId,
  state: 'processed',
  amountMinor: 30_000,
  currency: 'INR',
  refundId: null,
  bankReference: null,
  occurredAt: at(60),
});

const decide = (event: ReadEvent, ...facts: PaymentFact[]) => decideEvent(event, facts, decider);

describe('the facts of an event', () => {
  test('are found by payments and orders, each asked for once', () => {
    expect(objectIdsOf([capture('one', 'A'), capture('one', 'A'), refund('B')])).toEqual([
      'A',
      'order one',
      'B',
    ]);
  });

  test('change their bill, and say that they were recorded', () => {
    const { state, reason, changes } = decide(read('one'), capture('one', 'A'));
    expect([state, reason]).toEqual(['applied', 'recorded']);
    expect(changes.newAttempts).toHaveLength(1);
    expect(changes.bookings).toMatchObject([{ id: 'booking one', state: 'confirmed' }]);
  });

  test('of two bills make one change set', () => {
    const { changes } = decide(read('one', 'two'), capture('one', 'A'), capture('two', 'B'));
    expect(changes.bills).toMatchObject([{ id: 'one' }, { id: 'two' }]);
    expect(changes.newAttempts).toHaveLength(2);
  });

  test('that lead nowhere wait, and leave the others in place', () => {
    const { state, reason, changes } = decide(read('one'), refund('unknown'), capture('one', 'A'));
    expect([state, reason]).toEqual(['retrying', 'unplaced']);
    expect(changes.newAttempts).toHaveLength(1);
    expect(changes.refunds).toEqual([]);
  });

  test('about a capture and its refund confirm nothing', () => {
    const { state, changes } = decide(read('one'), refund('A'), capture('one', 'A'));
    expect(state).toBe('applied');
    expect([changes.refunds?.length, changes.bookings]).toEqual([1, []]);
  });

  test('none of them leaves the bill unwritten', () => {
    const { state, changes, takesTimeAgain } = decide(read('one'));
    expect([state, changes.bills ?? [], takesTimeAgain]).toEqual(['applied', [], false]);
  });
});
