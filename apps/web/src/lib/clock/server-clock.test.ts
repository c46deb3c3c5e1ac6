import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetServerClock, observeServerNow, serverNow } from './server-clock.ts';

const start = Date.parse('2026-11-23T05:00:00Z');
const minute = 60_000;

describe('the clock of the database', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
    forgetServerClock();
  });
  afterEach(() => void vi.useRealTimers());

  it('is the clock of the device until the first answer', () => {
    expect(serverNow()).toBe(start);
  });

  it('is right on a device whose clock is an hour wrong', () => {
    observeServerNow(start + 60 * minute, start);
    vi.advanceTimersByTime(minute);
    expect(serverNow()).toBe(start + 61 * minute);
  });

  it('uses the quickest answer, so that a slow one never promises more time', () => {
    observeServerNow(start - 100, start);
    observeServerNow(start - 9000, start);
    expect(serverNow()).toBe(start - 100);
    observeServerNow(start - 20, start);
    expect(serverNow()).toBe(start - 20);
  });

  it('starts over when the clock of the device is set', () => {
    observeServerNow(start, start);
    observeServerNow(start, start + 10 * minute);
    expect(serverNow()).toBe(start - 10 * minute);
  });
});
