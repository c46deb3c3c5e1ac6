import { beforeEach, describe, expect, test } from 'vitest';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';

let nowMs = 0;
let breaker: CircuitBreaker;
beforeEach(() => {
  nowMs = 1_000;
  breaker = createCircuitBreaker({ maxFailures: 3, restSeconds: 30, nowMs: () => nowMs });
});

const fail = (times: number, accountId = 'one'): void => {
  for (let count = 0; count < times; count += 1) breaker.failed(accountId);
};

describe('an account without answers', () => {
  test('is called until it has failed as often as allowed', () => {
    fail(2);
    expect(breaker.resting()).toEqual([]);
    fail(1);
    expect(breaker.resting()).toEqual(['one']);
  });

  test('rests for its time, then gets one call', () => {
    fail(3);
    nowMs += 29_999;
    expect(breaker.resting()).toEqual(['one']);
    nowMs += 1;
    expect(breaker.resting()).toEqual([]);
    fail(1);
    expect(breaker.resting()).toEqual(['one']);
  });

  test('starts from nothing after an answer', () => {
    fail(2);
    breaker.succeeded('one');
    fail(2);
    expect(breaker.resting()).toEqual([]);
  });

  test('lets the others work', () => {
    fail(3, 'one');
    fail(1, 'two');
    expect(breaker.resting()).toEqual(['one']);
  });
});
