import { describe, expect, it } from 'vitest';
import { testBooking } from '../test-bookings.ts';
import { rowMoney, rowMoneyMinor } from './row-money.ts';

const pending = { state: 'pending', capturedMinor: 0 } as const;

describe('money of a row', () => {
  it('is unpaid until somebody tries, then being checked, then held, then received', () => {
    const open = { evidence: 'none' } as const;
    expect(rowMoney(testBooking(1, { ...open, payment: pending }))).toBe('unpaid');
    expect(rowMoney(testBooking(1, { ...open, payment: { ...pending, attemptOpen: true } }))).toBe('checking');
    expect(rowMoney(testBooking(1, { ...open, payment: { ...pending, state: 'authorized' } }))).toBe('authorized');
    expect(rowMoney(testBooking(1))).toBe('captured');
  });

  it('is a promise at the desk while nothing was received', () => {
    const promised = testBooking(1, { evidence: 'desk_permission', payment: { ...pending, rail: 'desk' } });
    expect(rowMoney(promised)).toBe('desk');
    expect(rowMoneyMinor(promised)).toBe(80_000);
  });

  it('says what became of a refund rather than of the capture before it', () => {
    const of = (refundState: 'requested' | 'submitted' | 'unknown' | 'processed' | 'failed', refundedMinor = 80_000) =>
      rowMoney(testBooking(1, { payment: { refundState, refundedMinor } }));
    expect([of('requested'), of('submitted'), of('unknown')]).toEqual(['refundPending', 'refundPending', 'refundUnknown']);
    expect([of('processed'), of('processed', 30_000), of('failed', 0)]).toEqual(['refunded', 'partlyRefunded', 'refundFailed']);
  });

  it('shows the sum that belongs to the word', () => {
    expect(rowMoneyMinor(testBooking(1))).toBe(80_000);
    expect(rowMoneyMinor(testBooking(1, { payment: { refundState: 'processed', refundedMinor: 30_000 } }))).toBe(30_000);
    expect(rowMoneyMinor(testBooking(1, { payment: { refundState: 'failed', refundedMinor: 0 } }))).toBe(80_000);
  });

  it('is closed when the booking ended and nothing was received', () => {
    expect(rowMoney(testBooking(1, { payment: { state: 'closed', capturedMinor: 0 } }))).toBe('closed');
  });
});
