import { describe, expect, it } from 'vitest';
import { actorParts, explainConflict, type Transition } from './conflict.ts';

const transition = (toState: Transition['toState'], actor: string): Transition => ({
  fromState: 'confirmed',
  toState,
  at: '2026-11-23T05:10:00.000Z',
  actor,
  reason: null,
});

describe('a conflict', () => {
  it('names who brought the booking into its present state', () => {
    const history = [transition('confirmed', 'system:webhook'), transition('cancelled', 'Meera Rao')];
    expect(explainConflict({ version: 3 }, { version: 4, state: 'cancelled' }, history)).toEqual({
      kind: 'changed',
      state: 'cancelled',
      actor: 'Meera Rao',
      at: '2026-11-23T05:10:00.000Z',
    });
  });

  it('does not guess when the history cannot be read or does not know the state', () => {
    const now = { version: 4, state: 'cancelled' } as const;
    expect(explainConflict({ version: 3 }, now, null).kind).toBe('changed_unknown');
    expect(explainConflict({ version: 3 }, now, [transition('confirmed', 'A')]).kind).toBe('changed_unknown');
  });

  it('names nobody when the booking is unchanged although the server rejected the command', () => {
    expect(explainConflict({ version: 3 }, { version: 3, state: 'confirmed' }, [])).toEqual({
      kind: 'refused',
      state: 'confirmed',
    });
  });
});

describe('an actor', () => {
  it('is a person unless it is a part of the system', () => {
    expect(actorParts('Meera Rao').system).toBeNull();
    expect(actorParts('system:expiry').system).toBe('expiry');
  });
});
