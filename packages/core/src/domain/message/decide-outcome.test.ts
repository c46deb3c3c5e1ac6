import { describe, expect, test } from 'vitest';
import type { SendOutcome } from '../../ports/message-sender.ts';
import { maxMessageTries, retryAfterSeconds } from './back-off.ts';
import { decideOutcome } from './decide-outcome.ts';

const proof = (tick: 'sent' | 'delivered' | 'read'): SendOutcome => ({
  kind: 'sent',
  proof: { externalId: 'x', tick },
});
const notClicked = (retryable: boolean): SendOutcome => ({ kind: 'not_clicked', reason: 'why', retryable });
const unknown: SendOutcome = { kind: 'unknown', reason: 'why' };

describe('what an outcome makes of a message', () => {
  test.each(['sent', 'delivered', 'read'] as const)(
    'proof of %s is final after any number of tries',
    (tick) => {
      expect(decideOutcome(proof(tick), 99, true)).toEqual({ kind: 'sent', externalId: 'x', state: tick });
    },
  );

  test.each([
    ['not sent, may be retried', notClicked(true), 0, false, 'retrying'],
    ['not sent, not retryable', notClicked(false), 0, false, 'failed'],
    ['not sent, the last try', notClicked(true), maxMessageTries - 1, false, 'failed'],
    ['shown as failed by the channel itself', { kind: 'failed_visible', reason: 'why' }, 0, true, 'failed'],
    ['possibly clicked, without proof', unknown, 0, true, 'unknown'],
    ['possibly clicked, the last try', unknown, maxMessageTries - 1, true, 'unknown'],
    ['unknown before arming: cannot have been sent', unknown, 0, false, 'retrying'],
  ] as const)('%s', (_sentence, outcome, tries, armed, state) => {
    expect(decideOutcome(outcome, tries, armed)).toMatchObject({
      kind: 'unproven',
      state,
      tries: tries + 1,
    });
  });

  test('a message that may have been clicked is never requeued automatically', () => {
    for (let tries = 0; tries < 20; tries += 1) {
      expect(decideOutcome(unknown, tries, true)).toMatchObject({ state: 'unknown' });
    }
  });

  test("a sender's retry time is respected, in whole seconds and never too early", () => {
    const outcome: SendOutcome = {
      kind: 'not_clicked',
      reason: 'busy',
      retryable: true,
      retryAfterMs: 1_001,
    };
    expect(decideOutcome(outcome, 0, false)).toMatchObject({ retryAfterSeconds: 2 });
  });
});

test('delays double from five seconds up to 15 minutes', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map(retryAfterSeconds);
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  expect(retryAfterSeconds(0)).toBe(5);
});
