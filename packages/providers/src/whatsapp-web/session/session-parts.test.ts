import { describe, expect, test } from 'vitest';
import { isBrowserDead } from '../browser/dead-browser.ts';
import { withArgument } from '../browser/processes.ts';
import { createRestartBudget } from '../browser/restart-budget.ts';
import type { Qr } from '../page/page.ts';
import { createQrWindow } from '../page/qr-window.ts';
import { TooLate } from '../waiting.ts';
import { createFreshLogin } from './fresh-login.ts';

const qr = (text: string) => ({ text, dataUrl: `data:${text}` });

describe('codes', () => {
  test('each code is published once and hidden after the log-in', () => {
    const published: Qr[] = [];
    const window = createQrWindow(60_000, (shown) => published.push(shown));
    for (const text of ['a', 'a', 'b']) window.show(qr(text));
    window.close();
    window.close();
    expect(published).toEqual([qr('a'), qr('b'), null]);
  });

  test('when the window is over the code is hidden and none follows until it is opened again', () => {
    const published: Qr[] = [];
    const window = createQrWindow(-1, (shown) => published.push(shown));
    window.show(qr('a'));
    expect(published).toEqual([]);
    expect(window.isOver()).toBe(true);
    window.close();
    expect(window.isOver()).toBe(false);
  });
});

describe('closing after a log-in', () => {
  test('a scan keeps the browser open for the rest of the time that Chrome needs', () => {
    const login = createFreshLogin(30_000);
    login.sawCode();
    login.sawChats(1_000);
    login.sawChats(5_000);
    expect(login.closeInMs(11_000)).toBe(20_000);
    expect(login.closeInMs(40_000)).toBe(0);
  });

  test('a log-in that the profile already held needs no waiting', () => {
    const login = createFreshLogin(30_000);
    login.sawChats(1_000);
    expect(login.closeInMs(1_001)).toBe(0);
  });
});

describe('restarts', () => {
  test('each waits longer than the last, a few an hour are all, and an hour later there are new ones', () => {
    const budget = createRestartBudget(3, 5_000);
    expect([0, 1_000, 2_000, 3_000].map((now) => budget.next(now))).toEqual([0, 5_000, 10_000, null]);
    expect(budget.next(3_600_001)).not.toBeNull();
  });
});

describe('telling a dead browser from an odd answer', () => {
  test.each([
    new Error('invalid session id: session deleted as the browser has closed the connection'),
    new Error('tab crashed'),
    new Error('Request failed with error code ECONNREFUSED'),
    new Error('Request failed with error code UND_ERR_SOCKET'),
    new TooLate('the page'),
    new Error('x', { cause: new Error('connect ECONNRESET') }),
  ])('%s: dead', (error) => {
    expect(isBrowserDead(error)).toBe(true);
  });

  test.each([
    new Error("javascript error: Cannot read properties of null (reading 'x')"),
    new SyntaxError('json'),
    'text',
  ])('%s: not dead', (error) => {
    expect(isBrowserDead(error)).toBe(false);
  });
});

test('only processes with exactly our argument are ours', () => {
  const rows = [
    { pid: 1, command: 'chromium --user-data-dir=/data/wa --headless' },
    { pid: 2, command: 'chromium --user-data-dir=/data/wa' },
    { pid: 3, command: 'chromium --user-data-dir=/data/wa2 --headless' },
    { pid: 4, command: 'grep x--user-data-dir=/data/wa' },
  ];
  expect(withArgument('--user-data-dir=/data/wa', rows).map(({ pid }) => pid)).toEqual([1, 2]);
});
