import { describe, expect, test } from 'vitest';
import { isAfter, possibleBubbleTimes } from './bubble-time.ts';

const now = new Date(2026, 10, 21, 15, 0);

describe('the time of a bubble', () => {
  test.each([
    ['[2:05 PM, 11/21/2026] Clinic: ', new Date(2026, 10, 21, 14, 5)],
    ['[2:05\u202FPM, 11/21/2026] Clinic: ', new Date(2026, 10, 21, 14, 5)],
    ['[12:05 AM, 11/21/2026] Clinic: ', new Date(2026, 10, 21, 0, 5)],
    ['[14:05, 21/11/2026] Clinic: ', new Date(2026, 10, 21, 14, 5)],
    ['[14:05, 2026-11-21] Clinic: ', new Date(2026, 10, 21, 14, 5)],
    ['[14:05, 21.11.26] Clinic: ', new Date(2026, 10, 21, 14, 5)],
  ])('%j is read', (stamp, expected) => {
    expect(possibleBubbleTimes(stamp, null, now)).toContainEqual(expected);
  });

  test('day and month that cannot be told apart give both', () => {
    expect(possibleBubbleTimes('[09:00, 05/06/2026] X: ', null, now)).toHaveLength(2);
  });

  test('without a date it is the last such hour', () => {
    expect(possibleBubbleTimes(null, '2:05 PM', now)).toEqual([new Date(2026, 10, 21, 14, 5)]);
    expect(possibleBubbleTimes(null, '23:10', now)).toEqual([new Date(2026, 10, 20, 23, 10)]);
  });

  test('without anything readable there is none', () => {
    expect(possibleBubbleTimes(null, null, now)).toEqual([]);
    expect(possibleBubbleTimes('no brackets', null, now)).toEqual([]);
  });

  test('counts as after the arming only with the slack of shown minutes, and never from the future', () => {
    const armedAt = new Date(2026, 10, 21, 14, 5, 40);
    expect(isAfter([new Date(2026, 10, 21, 14, 5)], armedAt, now)).toBe(true);
    expect(isAfter([new Date(2026, 10, 21, 14, 2)], armedAt, now)).toBe(false);
    expect(isAfter([new Date(2026, 10, 22, 14, 5)], armedAt, now)).toBe(false);
    expect(isAfter([], armedAt, now)).toBe(false);
  });
});
