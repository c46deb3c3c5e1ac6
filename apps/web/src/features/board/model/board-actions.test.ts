import { type ClinicRole, capabilitiesOf, clinicRoles } from '@holdfast/contract/auth/capabilities';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { describe, expect, it } from 'vitest';
import { type ActionSubject, actionsWith, availability, boardActions, nextAction } from './board-actions.ts';

const startsAt = '2026-11-23T05:00:00.000Z';
const start = Date.parse(startsAt);
const minute = 60_000;

const actionsOfRole = (role: ClinicRole) => actionsWith(capabilitiesOf([role]));

function subject(state: ActionSubject['state'], holdExpiresAt: string | null = null): ActionSubject {
  return { state, startsAt, holdExpiresAt };
}

describe('actions of a role', () => {
  it('gives the desk everything, the doctor only the consultation and billing nothing', () => {
    expect(actionsOfRole('receptionist')).toEqual(boardActions);
    expect(actionsOfRole('admin')).toEqual(boardActions);
    expect(actionsOfRole('doctor')).toEqual(['start', 'complete']);
    expect(actionsOfRole('billing')).toEqual([]);
  });

  it('gives a patient, a payee and a stranger nothing at the board', () => {
    expect(actionsOfRole('patient')).toEqual([]);
    expect(actionsOfRole('payee')).toEqual([]);
    expect(actionsWith([])).toEqual([]);
  });
});

describe('availability', () => {
  it('follows the legal edges of the contract in every state', () => {
    const late = start + 60 * minute;
    const possible = bookingMachine.states.map((state) => [
      state,
      boardActions.filter((action) => availability(action, subject(state), late).possible),
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

  it('allows a no-show from fifteen minutes after the start and not a moment earlier', () => {
    const confirmed = subject('confirmed');
    expect(availability('noShow', confirmed, start + 15 * minute - 1)).toEqual({
      action: 'noShow',
      possible: false,
      obstacle: 'too_early',
    });
    expect(availability('noShow', confirmed, start + 15 * minute).possible).toBe(true);
  });

  it('does not offer desk payment once the hold is over', () => {
    const held = subject('held', '2026-11-23T04:00:00.000Z');
    const end = Date.parse('2026-11-23T04:00:00.000Z');
    expect(availability('permitDeskPayment', held, end - 1).possible).toBe(true);
    expect(availability('permitDeskPayment', held, end)).toMatchObject({
      possible: false,
      obstacle: 'hold_over',
    });
  });
});

describe('next action', () => {
  it('is the one step that moves the visit on', () => {
    expect(nextAction(subject('confirmed'), capabilitiesOf(['receptionist']), start)).toBe('checkIn');
    expect(nextAction(subject('checked_in'), capabilitiesOf(['receptionist']), start)).toBe('start');
    expect(nextAction(subject('in_consultation'), capabilitiesOf(['doctor']), start)).toBe('complete');
    expect(nextAction(subject('awaiting_payment'), capabilitiesOf(['receptionist']), start)).toBe(
      'permitDeskPayment',
    );
  });

  it('is never a cancellation or a no-show, and nothing where the role may not', () => {
    for (const role of clinicRoles) {
      for (const state of bookingMachine.states) {
        expect(['cancel', 'noShow']).not.toContain(
          nextAction(subject(state), capabilitiesOf([role]), start + 60 * minute),
        );
      }
    }
    expect(nextAction(subject('confirmed'), capabilitiesOf(['doctor']), start)).toBeNull();
  });
});
