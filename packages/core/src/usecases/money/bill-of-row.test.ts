import type { BillRow } from '@holdfast/db/repos/bills.repo';
import { describe, expect, test } from 'vitest';
import { noSums } from '../../domain/money/bill-sums.ts';
import { billOfRow } from './bill-of-row.ts';

const booking = {
  id: 'booking',
  state: 'expired',
  version: 3,
  startsAt: '2026-03-03T09:00:00+00:00',
  keepIfLate: true,
  predecessorId: null,
  priceMinor: 80_000,
  endedAt: '2026-03-02T09:05:00+00:00',
  endedBy: null,
  canBeRetaken: true,
  rebooked: null,
};

const row: BillRow = {
  id: 'bill',
  clinicId: 'clinic',
  version: 4,
  patientId: 'patient',
  currency: 'INR',
  mode: null,
  reviewAt: null,
  sums: noSums,
  now: '2026-03-02T09:10:00+00:00',
  bookings: [booking],
  covers: [],
  payments: [
    { id: 'online', providerAccountId: 'account', askedMinor: 80_000, state: 'pending' },
    { id: 'at the desk', providerAccountId: null, askedMinor: 80_000, state: 'pending' },
  ],
  attempts: [],
  refunds: [],
  requests: [],
  operations: [],
  deposits: [],
  items: [],
  posted: [],
  accounts: { account: { mode: 'test', minRefundMinor: 100 } },
};

const rebooked = {
  id: 'again',
  state: 'held',
  version: 1,
  startsAt: booking.startsAt,
  keepIfLate: false,
  billId: 'other',
  billVersion: 9,
  amountMinor: 80_000,
};

describe('a bill read from the database', () => {
  test('has instants, and the price of each booking as its line', () => {
    const { bill, now } = billOfRow(row);
    expect(now).toEqual(new Date('2026-03-02T09:10:00Z'));
    expect(bill.bookings[0]?.endedAt).toEqual(new Date('2026-03-02T09:05:00Z'));
    expect(bill.lines).toMatchObject([{ bookingId: 'booking', amountMinor: 80_000 }]);
  });

  test('takes the mode of its account until the first order has frozen it', () => {
    expect(billOfRow(row).bill.mode).toBe('test');
    expect(billOfRow({ ...row, mode: 'live' }).bill.mode).toBe('live');
  });

  test('has no order where the money is taken at the desk', () => {
    expect(billOfRow(row).bill.payments.map(({ id }) => id)).toEqual(['online']);
  });

  test('names every version that a decision on it rests on', () => {
    const both = billOfRow({ ...row, bookings: [{ ...booking, rebooked }] });
    expect([...both.bookingVersions]).toEqual([
      ['booking', 3],
      ['again', 1],
    ]);
    expect(both.bill.rebooked).toMatchObject({ billId: 'other', billVersion: 9, amountMinor: 80_000 });
  });

  test.each([
    ['a booking state', { bookings: [{ ...booking, state: 'postponed' }] }],
    [
      'an item',
      { items: [{ kind: 'odd', subjectId: 's', amountMinor: 1, currency: 'INR', openedAt: row.now }] },
    ],
    [
      'a ledger account',
      { posted: [{ account: 'odd', ownerId: 'o', objectId: null, currency: 'INR', amountMinor: 1 }] },
    ],
  ])('is not decided on when %s is of a later release', (_, change) => {
    expect(() => billOfRow({ ...row, ...change })).toThrow(/is none of/);
  });
});
