import { describe, expect, test } from 'vitest';
import { carefulPacing, createThrottle, noPacing, type Pacing } from './throttle.ts';

const start = new Date('2026-11-21T09:00:00Z').getTime();
const at = (minutes: number) => new Date(start + minutes * 60_000);
const pace = (change: Partial<Pacing>): Pacing => ({ ...noPacing, ...change });
const phone = (n: number) => `+9198000000${String(n).padStart(2, '0')}`;

describe('pacing', () => {
  test('without limits everything goes at once', () => {
    const throttle = createThrottle(noPacing);
    for (let i = 0; i < 100; i += 1) throttle.record(phone(1), 'same', at(0));
    expect(throttle.ask(phone(1), 'same', at(0))).toEqual({ kind: 'go', waitMs: 0 });
    expect(throttle.beforeClickMs()).toBe(0);
  });

  test('the gap after a send is somewhere between its bounds', () => {
    for (const [random, waitMs] of [
      [0, 20_000],
      [0.5, 32_500],
      [1, 45_000],
    ] as const) {
      const throttle = createThrottle(carefulPacing, [], [], () => random);
      throttle.record(phone(1), 'a', at(0));
      expect(throttle.ask(phone(2), 'b', at(0))).toEqual({ kind: 'go', waitMs });
    }
  });

  test('a full hour is refused until its first send is an hour old', () => {
    const throttle = createThrottle(pace({ perHour: 2 }));
    throttle.record(phone(1), 'a', at(0));
    throttle.record(phone(2), 'b', at(20));
    expect(throttle.ask(phone(3), 'c', at(30))).toEqual({
      kind: 'refused',
      reason: 'throttled_hour',
      retryAfterMs: 30 * 60_000,
    });
    expect(throttle.ask(phone(3), 'c', at(60))).toMatchObject({ kind: 'go' });
  });

  test('a full day is refused, also when the sends come from before a restart', () => {
    const history = [0, 1].map((n) => ({ phoneE164: phone(n), at: at(n), text: null }));
    const throttle = createThrottle(pace({ perDay: 2 }), history);
    expect(throttle.ask(phone(3), 'c', at(120))).toMatchObject({ kind: 'refused', reason: 'throttled_day' });
    expect(throttle.ask(phone(3), 'c', at(24 * 60 + 1))).toMatchObject({ kind: 'go' });
  });

  test('new contacts have a limit of their own; known ones are not held back by it', () => {
    const throttle = createThrottle(pace({ newContactsPerDay: 1 }), [], [phone(9)]);
    throttle.record(phone(1), 'a', at(0));
    expect(throttle.ask(phone(2), 'b', at(1))).toMatchObject({ reason: 'throttled_new_contacts' });
    expect(throttle.ask(phone(1), 'b', at(1))).toMatchObject({ kind: 'go' });
    expect(throttle.ask(phone(9), 'b', at(1))).toMatchObject({ kind: 'go' });
  });

  test('one recipient gets only so many an hour', () => {
    const throttle = createThrottle(pace({ perRecipientPerHour: 1 }));
    throttle.record(phone(1), 'a', at(0));
    expect(throttle.ask(phone(1), 'b', at(10))).toMatchObject({
      reason: 'throttled_recipient',
      retryAfterMs: 50 * 60_000,
    });
    expect(throttle.ask(phone(2), 'b', at(10))).toMatchObject({ kind: 'go' });
  });

  test('the same words to many people are refused, other words are not', () => {
    const throttle = createThrottle(pace({ sameTextRecipientsPerHour: 2 }));
    throttle.record(phone(1), 'Sale!', at(0));
    throttle.record(phone(2), 'Sale! ', at(1));
    expect(throttle.ask(phone(3), 'Sale!', at(2))).toMatchObject({ reason: 'throttled_same_text' });
    expect(throttle.ask(phone(3), 'Your visit', at(2))).toMatchObject({ kind: 'go' });
  });
});
