import '../../testing/dom.ts';
import { MantineProvider } from '@mantine/core';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../i18n/i18n.ts';
import { forgetServerClock, observeServerNow } from '../../lib/clock/server-clock.ts';
import { Countdown } from './countdown.tsx';

await startI18n();
const start = Date.parse('2026-11-23T05:20:00Z');
const until = '2026-11-23T05:30:00.000Z';

function show(onOver: () => void = () => undefined) {
  return render(
    <MantineProvider>
      <Countdown until={until} onOver={onOver} />
    </MantineProvider>,
  );
}

function pass(seconds: number): void {
  act(() => void vi.advanceTimersByTime(seconds * 1000));
}

describe('a countdown', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
    forgetServerClock();
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('shows the minutes and seconds that are left', () => {
    show();
    expect(screen.getByText('10:00 left')).toBeTruthy();
    pass(61);
    expect(screen.getByText('8:59 left')).toBeTruthy();
  });

  it('follows the clock of the database, not that of the device', () => {
    observeServerNow(start + 5 * 60_000, start);
    show();
    expect(screen.getByText('5:00 left')).toBeTruthy();
  });

  it('calls back exactly once when the time is over', () => {
    const onOver = vi.fn();
    show(onOver);
    pass(599);
    expect(onOver).not.toHaveBeenCalled();
    pass(5);
    expect(onOver).toHaveBeenCalledTimes(1);
    expect(screen.getAllByText('The time is over').length).toBeGreaterThan(0);
  });

  it('announces ten, five, two and one minute to a screen reader, and nothing in between', () => {
    show();
    const heard: string[] = [];
    for (let second = 0; second <= 600; second += 1) {
      const text = screen.getByRole('status').textContent ?? '';
      if (heard.at(-1) !== text) heard.push(text);
      pass(1);
    }
    expect(heard).toEqual([
      '10 minutes left',
      '5 minutes left',
      '2 minutes left',
      '1 minute left',
      'The time is over',
    ]);
  });
});
