import { describe, expect, test } from 'vitest';
import type { SendOutcome } from '../../ports/message-sender.ts';
import { maxMessageAttempts, retryAfterSeconds } from './back-off.ts';
import { decideOutcome } from './decide-outcome.ts';

const proof = (tick: 'sent' | 'delivered' | 'read'): SendOutcome => ({
  kind: 'sent',
  proof: { externalId: 'x', tick },
});
const notClicked = (retryable: boolean): SendOutcome => ({ kind: 'not_clicked', reason: 'why', retryable });
const unknown: SendOutcome = { kind: 'unknown', reason: 'why' };

describe('what an outcome makes of a message', () => {
  test.each(['sent', 'delivered', 'read'] as const)(
    'proof of %s is taken as it is, however often it was tried',
    (tick) => {
      expect(decideOutcome(proof(tick), 99, true)).toEqual({ kind: 'sent', externalId: 'x', state: tick });
    },
  );

  test.each([
    ['never left, may be tried again', notClicked(true), 0, false, 'retrying'],
    ['never left, and never will', notClicked(false), 0, false, 'failed'],
    ['never left, the last try', notClicked(true), maxMessageAttempts - 1, false, 'failed'],
    ['shown as failed by the channel itself', { kind: 'failed_visible', reason: 'why' }, 0, true, 'failed'],
    ['perhaps clicked, without proof', unknown, 0, true, 'unknown'],
    ['perhaps clicked, the last try', unknown, maxMessageAttempts - 1, true, 'unknown'],
    ['unknown before it was armed: it cannot have left', unknown, 0, false, 'retrying'],
  ] as const)('%s', (_sentence, outcome, attempts, armed, state) => {
    expect(decideOutcome(outcome, attempts, armed)).toMatchObject({
      kind: 'set_back',
      state,
      attempts: attempts + 1,
    });
  });

  test('whatever may have been clicked is never put back in line by itself', () => {
    for (let attempts = 0; attempts < 20; attempts += 1) {
      expect(decideOutcome(unknown, attempts, true)).toMatchObject({ state: 'unknown' });
    }
  });

  test('a sender that knows when to come again is heard, in whole seconds and never too early', () => {
    const outcome: SendOutcome = {
      kind: 'not_clicked',
      reason: 'busy',
      retryable: true,
      retryAfterMs: 1_001,
    };
    expect(decideOutcome(outcome, 0, false)).toMatchObject({ retryAfterSeconds: 2 });
  });
});

test('waits double from five seconds to a quarter of an hour and stay there', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(retryAfterSeconds);
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  expect(retryAfterSeconds(0)).toBe(5);
});
