import { describe, expect, it } from 'vitest';
import { fakeVisit } from '../../../testing/fake-board.ts';
import { deskMoneyState, isPromisedAtDesk } from './desk-money.ts';

const unpaid = { state: 'pending', capturedMinor: 0 } as const;

describe('money at the desk', () => {
  it('is to be paid here once that was permitted, though the charge was made for online', () => {
    const permitted = fakeVisit(1, { evidence: 'desk_permission', payment: unpaid });
    expect(deskMoneyState(permitted)).toBe('at_desk');
    expect(isPromisedAtDesk(permitted)).toBe(true);
    expect(deskMoneyState(fakeVisit(1, { state: 'held', evidence: 'none', payment: unpaid }))).toBe(
      'pending',
    );
  });

  it('is no longer expected when the visit ended without any', () => {
    for (const state of ['cancelled', 'expired', 'no_show'] as const) {
      expect(deskMoneyState(fakeVisit(1, { state, evidence: 'desk_permission', payment: unpaid }))).toBe(
        'closed',
      );
    }
    expect(
      deskMoneyState(fakeVisit(1, { state: 'completed', evidence: 'desk_permission', payment: unpaid })),
    ).toBe('at_desk');
  });

  it('says what truly happened before any promise', () => {
    expect(deskMoneyState(fakeVisit(1, { state: 'cancelled' }))).toBe('captured');
    expect(isPromisedAtDesk(fakeVisit(1, { evidence: 'desk_permission' }))).toBe(false);
  });

  it('stays paid when only what came in twice goes back', () => {
    const twice = { capturedMinor: 160_000, refundedMinor: 80_000 } as const;
    expect(deskMoneyState(fakeVisit(1, { payment: { ...twice, refundState: 'processed' } }))).toBe(
      'captured',
    );
    expect(deskMoneyState(fakeVisit(1, { payment: { ...twice, refundState: 'unknown' } }))).toBe(
      'refund_unknown',
    );
    const all = { capturedMinor: 80_000, refundedMinor: 80_000, refundState: 'processed' } as const;
    expect(deskMoneyState(fakeVisit(1, { payment: all }))).toBe('refunded');
  });
});
