import { type ClinicRole, capabilitiesOf, clinicRoles } from '@holdfast/contract/auth/capabilities';
import { type BookingState, bookingMachine } from '@holdfast/contract/booking/booking.states';
import { describe, expect, it } from 'vitest';
import { fakeVisit } from '../../../testing/fake-board.ts';
import { readBy } from '../../../testing/fake-data.ts';
import {
  type ActionSubject,
  actionsWith,
  availability,
  boardActions,
  hasNoActions,
  nextAction,
  shownActions,
} from './board-actions.ts';

const startsAt = '2026-11-23T05:00:00.000Z';
const start = Date.parse(startsAt);
const minute = 60_000;

/** A booking as the server answers it to this role at that time. */
function subject(
  state: BookingState,
  { role = 'receptionist', at = start, holdExpiresAt = null }: SubjectOptions = {},
): ActionSubject {
  return readBy(
    role,
    fakeVisit(1, { state, startsAt, holdExpiresAt, serverNow: new Date(at).toISOString() }),
  );
}

const actionsOfRole = (role: ClinicRole) => actionsWith(capabilitiesOf([role]));

interface SubjectOptions {
  readonly role?: ClinicRole;
  readonly at?: number;
  readonly holdExpiresAt?: string | null;
}

describe('actions of a role', () => {
  it('are all for the desk, the consultation for doctors and none for billing', () => {
    expect(actionsOfRole('receptionist')).toEqual(boardActions);
    expect(actionsOfRole('admin')).toEqual(boardActions);
    expect(actionsOfRole('doctor')).toEqual(['start', 'complete']);
    expect(actionsOfRole('billing')).toEqual([]);
  });

  it('are none for a patient, a payee and a user of another clinic', () => {
    expect(actionsOfRole('patient')).toEqual([]);
    expect(actionsOfRole('payee')).toEqual([]);
    expect(actionsWith([])).toEqual([]);
  });
});

describe('availability', () => {
  it('follows the permits of the server in every state', () => {
    const late = start + 60 * minute;
    const possible = bookingMachine.states.map((state) => [
      state,
      boardActions.filter(
        (action) => availability(action, subject(state, { at: late }), late).obstacle === null,
      ),
    ]);
    expect(Object.fromEntries(possible)).toEqual({
      held: ['permitDeskPayment', 'cancel'],
      awaiting_payment: ['permitDeskPayment', 'cancel'],
      confirmed: ['checkIn', 'noShow', 'cancel'],
      checked_in: ['start', 'cancel'],
      in_consultation: ['complete'],
      completed: [],
      expired: [],
      cancelled: [],
      no_show: [],
      rescheduled: [],
      declined: [],
    });
  });

  it('allows a no-show from the instant that the server names, not earlier', () => {
    const confirmed = subject('confirmed');
    expect(availability('noShow', confirmed, start + 15 * minute - 1)).toEqual({
      action: 'noShow',
      obstacle: 'too_early',
    });
    expect(availability('noShow', confirmed, start + 15 * minute).obstacle).toBeNull();
  });

  it('does not offer desk payment once the hold is over', () => {
    const holdExpiresAt = '2026-11-23T04:00:00.000Z';
    const end = Date.parse(holdExpiresAt);
    const held = subject('held', { at: end - minute, holdExpiresAt });
    expect(availability('permitDeskPayment', held, end - 1).obstacle).toBeNull();
    expect(availability('permitDeskPayment', held, end).obstacle).toBe('hold_expired');
  });

  it('shows what time alone forbids, and nothing that role or state rule out', () => {
    const shown = (state: BookingState, role: ClinicRole) =>
      shownActions(subject(state, { role }), start).map(({ action }) => action);
    expect(shown('confirmed', 'receptionist')).toEqual(['checkIn', 'noShow', 'cancel']);
    expect(shown('confirmed', 'doctor')).toEqual([]);
    expect(hasNoActions(subject('confirmed', { role: 'billing' }))).toBe(true);
    expect(hasNoActions(subject('confirmed', { role: 'doctor' }))).toBe(false);
  });
});

describe('next action', () => {
  const next = (state: BookingState, role: ClinicRole) => nextAction(subject(state, { role }), start);

  it('is the next step of the visit', () => {
    expect(next('confirmed', 'receptionist')).toBe('checkIn');
    expect(next('checked_in', 'receptionist')).toBe('start');
    expect(next('in_consultation', 'doctor')).toBe('complete');
    expect(next('awaiting_payment', 'receptionist')).toBe('permitDeskPayment');
  });

  it('is never a cancellation or a no-show, and absent where the role has no permission', () => {
    const late = start + 60 * minute;
    for (const role of clinicRoles) {
      for (const state of bookingMachine.states) {
        expect(['cancel', 'noShow']).not.toContain(nextAction(subject(state, { role, at: late }), late));
      }
    }
    expect(next('confirmed', 'doctor')).toBeNull();
  });
});
