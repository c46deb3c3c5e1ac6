import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import { describe, expect, test } from 'vitest';
import { decideCancel, decideDeskPayment, decideMove, decideNoShow } from './decide-booking.ts';

const { states } = bookingMachine;
const startsAt = new Date('2026-05-04T09:00:00Z');
const minutesLater = (minutes: number) => new Date(startsAt.getTime() + minutes * 60_000);

type Answer = 'go' | 'already' | 'STATE_CONFLICT' | 'FORBIDDEN' | 'NOT_FOUND' | 'HOLD_EXPIRED';
const answerOf = (decision: { kind: string; code?: string }): Answer =>
  (decision.code ?? decision.kind) as Answer;

/** The result of each verb in each state; a state that is not listed is a conflict. */
const moves: Readonly<Record<string, Partial<Record<BookingState, Answer>>>> = {
  checked_in: { confirmed: 'go', checked_in: 'already' },
  in_consultation: { checked_in: 'go', in_consultation: 'already' },
  completed: { in_consultation: 'go', completed: 'already' },
  no_show: { confirmed: 'go', no_show: 'already' },
  confirmed: { held: 'go', awaiting_payment: 'go', confirmed: 'already' },
  cancelled: { held: 'go', awaiting_payment: 'go', confirmed: 'go', checked_in: 'go', cancelled: 'already' },
};
const table = Object.entries(moves).flatMap(([to, row]) =>
  states.map((from) => [from, to as BookingState, row[from] ?? 'STATE_CONFLICT'] as const),
);

const desk = { byDesk: true, byColleague: false, ownedByCaller: false };
const owner = { byDesk: false, byColleague: false, ownedByCaller: true };
const colleague = { byDesk: false, byColleague: true, ownedByCaller: false };
const otherPatient = { byDesk: false, byColleague: false, ownedByCaller: false };

describe('every verb in every state', () => {
  test.each(table)('%s → %s: %s', (from, to, expected) => {
    const facts = {
      state: from,
      startsAt,
      noShowGraceMinutes: 15,
      now: minutesLater(60),
      refundableMinor: 0,
    };
    const desks = { ...desk, state: from, holdExpired: false, deskPermission: 'staff' };
    expect(answerOf(decideMove(from, to))).toBe(expected);
    if (to === 'no_show') expect(answerOf(decideNoShow(facts))).toBe(expected);
    if (to === 'cancelled') expect(answerOf(decideCancel({ ...facts, ...desk }))).toBe(expected);
    if (to === 'confirmed') expect(answerOf(decideDeskPayment(desks))).toBe(expected);
  });
});

describe('a no-show', () => {
  test.each([
    [-1, 'STATE_CONFLICT'],
    [0, 'STATE_CONFLICT'],
    [14.99, 'STATE_CONFLICT'],
    [15, 'go'],
    [600, 'go'],
  ] as const)('%s minutes after the start, with fifteen of grace: %s', (minutes, expected) => {
    const now = minutesLater(minutes);
    expect(answerOf(decideNoShow({ state: 'confirmed', startsAt, noShowGraceMinutes: 15, now }))).toBe(
      expected,
    );
  });
});

describe('a cancellation', () => {
  const cancel = (state: BookingState, caller: typeof desk) =>
    decideCancel({
      ...caller,
      state,
      startsAt,
      noShowGraceMinutes: 15,
      now: startsAt,
    });

  test('by the desk ends a confirmed booking', () => {
    expect(cancel('confirmed', desk)).toEqual({
      kind: 'go',
      effect: { from: 'confirmed', to: 'cancelled' },
    });
  });

  test.each(states)('of a booking that is %s, by callers who are not at the desk', (state) => {
    const isUnpaid = state === 'held' || state === 'awaiting_payment';
    const byDesk = answerOf(cancel(state, desk));
    expect(answerOf(cancel(state, owner))).toBe(byDesk === 'go' && !isUnpaid ? 'FORBIDDEN' : byDesk);
    expect(answerOf(cancel(state, colleague))).toBe('FORBIDDEN');
    expect(answerOf(cancel(state, otherPatient))).toBe('NOT_FOUND');
  });
});

describe('a desk permission', () => {
  const permit = (caller: typeof desk, deskPermission: string, holdExpired = false) =>
    answerOf(decideDeskPayment({ ...caller, state: 'held', deskPermission, holdExpired }));

  test.each([
    ['the desk', desk, 'go', 'go'],
    ['the patient', owner, 'FORBIDDEN', 'go'],
    ['a colleague', colleague, 'FORBIDDEN', 'FORBIDDEN'],
    ['another patient', otherPatient, 'NOT_FOUND', 'NOT_FOUND'],
  ] as const)('%s: %s where only staff may', (_who, caller, forStaff, forPatients) => {
    expect([permit(caller, 'staff'), permit(caller, 'patients')]).toEqual([forStaff, forPatients]);
  });

  test('is too late once the hold has expired, unless it was given before', () => {
    expect(permit(desk, 'staff', true)).toBe('HOLD_EXPIRED');
    const given = { ...desk, state: 'confirmed', deskPermission: 'staff', holdExpired: true } as const;
    expect(answerOf(decideDeskPayment(given))).toBe('already');
  });
});

test('a booking is live until it has ended', () => {
  expect(states.filter(bookingMachine.is.live)).toEqual(
    states.filter((state) => !bookingMachine.isTerminal(state)),
  );
});
