import { describe, expect, test } from 'vitest';
import { bookingMachine } from './booking/booking.states.ts';
import { defineMachine, type Machine } from './machine.ts';
import { messageMachine } from './message/message.states.ts';
import { attemptMachine, paymentMachine } from './payment/payment.states.ts';
import { refundMachine } from './refund/refund.states.ts';
import { webhookMachine } from './webhook/webhook.states.ts';

/** A machine with untyped states, so that one test can run over all machines. */
const loose = (machine: { readonly name: string }): Machine<string> => machine as Machine<string>;

const machines = [
  bookingMachine,
  paymentMachine,
  attemptMachine,
  refundMachine,
  messageMachine,
  webhookMachine,
].map(loose);

function reachableFrom(machine: Machine<string>, start: string): Set<string> {
  const reached = new Set([start]);
  for (const state of reached) for (const to of machine.next(state)) reached.add(to);
  return reached;
}

describe.each(machines.map((machine) => [machine.name, machine] as const))('%s', (_name, machine) => {
  test('every state is reachable from an initial one', () => {
    const reached = new Set(machine.initial.flatMap((state) => [...reachableFrom(machine, state)]));
    expect([...machine.states].filter((state) => !reached.has(state))).toEqual([]);
  });

  test('allows exactly the listed edges', () => {
    const listed = new Set(machine.edges.map(([from, to]) => `${from}>${to}`));
    for (const from of machine.states) {
      for (const to of machine.states) expect(machine.can(from, to)).toBe(listed.has(`${from}>${to}`));
      expect(machine.isTerminal(from)).toBe(machine.next(from).length === 0);
    }
  });

  test('no edge leads back to its own state, and ranked machines never fall in rank', () => {
    for (const [from, to] of machine.edges) {
      expect(from).not.toBe(to);
      if (machine.ranked) expect(machine.rank(to)).toBeGreaterThan(machine.rank(from));
    }
  });
});

describe('transitions that must be possible or impossible', () => {
  test('an ended booking has no way back', () => {
    const ended = bookingMachine.states.filter((state) => bookingMachine.isTerminal(state));
    expect(ended).toEqual(['completed', 'expired', 'cancelled', 'no_show', 'rescheduled', 'declined']);
  });

  test('every state is live or ended, and cover is required from confirmed on', () => {
    for (const state of bookingMachine.states) {
      expect(bookingMachine.is.live(state)).toBe(!bookingMachine.isTerminal(state));
    }
    expect(bookingMachine.sets.needsCover).toEqual([
      'confirmed',
      'checked_in',
      'in_consultation',
      'completed',
    ]);
  });

  test('every attempt can still become captured, and captured is final', () => {
    for (const state of attemptMachine.states.filter((one) => one !== 'captured')) {
      expect(reachableFrom(loose(attemptMachine), state)).toContain('captured');
    }
    expect(attemptMachine.isTerminal('captured')).toBe(true);
  });

  test('unknown states can be left once there is evidence', () => {
    expect(refundMachine.next('unknown')).toEqual(['requested', 'submitted', 'processed', 'failed']);
    expect(messageMachine.next('unknown')).toEqual(['sent', 'delivered', 'read', 'failed', 'retrying']);
  });

  test('a message that may have left is never re-sent unchecked: no edge from sending to queued', () => {
    expect(messageMachine.can('sending', 'queued')).toBe(false);
    expect(messageMachine.can('sent', 'retrying')).toBe(false);
  });
});

type Definition = Omit<Machine<string>, 'name' | 'sets' | 'maps'>;

describe('a contradictory definition is rejected at construction', () => {
  const states = ['a', 'b', 'c'] as const;
  const chain = {
    states,
    initial: ['a'],
    edges: [
      ['a', 'b'],
      ['b', 'c'],
    ],
    ranked: true,
  } as const;
  test.each([
    ['an unreachable state', { states, initial: ['a'], edges: [['a', 'b']], ranked: false }, /unreachable/],
    [
      'a state listed twice',
      { states: ['a', 'a', 'b'], initial: ['a', 'b'], edges: [], ranked: false },
      /listed twice/,
    ],
    [
      'an edge listed twice',
      {
        states: ['a', 'b'],
        initial: ['a'],
        edges: [
          ['a', 'b'],
          ['a', 'b'],
        ],
        ranked: false,
      },
      /listed twice/,
    ],
    [
      'a falling edge',
      {
        states,
        initial: ['c'],
        edges: [
          ['c', 'b'],
          ['b', 'a'],
        ],
        ranked: true,
      },
      /falls in rank/,
    ],
    ['an empty set', { ...chain, sets: { none: [] } }, /set none is empty/],
    [
      'a set that lists a state twice',
      { ...chain, sets: { pair: ['a', 'a'] } },
      /set pair lists a state twice/,
    ],
    ['a set with a state that does not exist', { ...chain, sets: { odd: ['a', 'd'] } }, /set odd names d/],
    [
      'a map without an answer for a state',
      { ...chain, maps: { onX: { a: '1', b: '2' } } },
      /map onX must answer/,
    ],
    [
      'a map that answers for a state that does not exist',
      { ...chain, maps: { onX: { a: '1', b: '2', c: '3', d: '4' } } },
      /map onX must answer/,
    ],
  ] as const)('%s', (_what, definition, message) => {
    const loose = definition as unknown as Definition;
    expect(() => defineMachine({ sets: {}, maps: {}, ...loose, name: 'broken' })).toThrow(message);
  });
});
