import { messageMachine } from '@holdfast/contract/message/message.states';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxMessageTries, retryAfterSeconds } from '../../src/domain/message/back-off.ts';
import { decideOutcome } from '../../src/domain/message/decide-outcome.ts';
import type { SendOutcome } from '../../src/domain/message/send-outcome.ts';

const sent: SendOutcome = { kind: 'sent', proof: { externalId: 'm1', tick: 'delivered' } };
const notClicked: SendOutcome = { kind: 'not_clicked', reason: 'page_gone', retryable: true };
const refused: SendOutcome = { kind: 'not_clicked', reason: 'not_on_whatsapp', retryable: false };
const throttled: SendOutcome = {
  kind: 'not_clicked',
  reason: 'throttled_hour',
  retryable: true,
  retryAfterMs: 90_500,
};
const failedVisible: SendOutcome = { kind: 'failed_visible', reason: 'fail_mark' };
const unknown: SendOutcome = { kind: 'unknown', reason: 'no_bubble' };

interface Row {
  readonly name: string;
  readonly outcome: SendOutcome;
  readonly tries: number;
  readonly armed: boolean;
  readonly expected: object;
}

const last = maxMessageTries - 1;
const table: readonly Row[] = [
  {
    name: 'proof',
    outcome: sent,
    tries: 0,
    armed: true,
    expected: { kind: 'sent', externalId: 'm1', state: 'delivered' },
  },
  {
    name: 'never clicked',
    outcome: notClicked,
    tries: 0,
    armed: false,
    expected: { state: 'retrying', tries: 1, retryAfterSeconds: 5 },
  },
  {
    name: 'never clicked though armed',
    outcome: notClicked,
    tries: 2,
    armed: true,
    expected: { state: 'retrying', tries: 3, retryAfterSeconds: 20 },
  },
  {
    name: 'never clicked for the last time',
    outcome: notClicked,
    tries: last,
    armed: false,
    expected: { state: 'failed', tries: maxMessageTries },
  },
  {
    name: 'not on the channel',
    outcome: refused,
    tries: 0,
    armed: false,
    expected: { state: 'failed', tries: 1, error: 'not_on_whatsapp' },
  },
  {
    name: 'asked to wait',
    outcome: throttled,
    tries: 3,
    armed: false,
    expected: { state: 'retrying', tries: 3, retryAfterSeconds: 91 },
  },
  {
    name: 'asked to wait once more',
    outcome: throttled,
    tries: last,
    armed: false,
    expected: { state: 'retrying', tries: last },
  },
  {
    name: 'shown as failed',
    outcome: failedVisible,
    tries: 0,
    armed: true,
    expected: { state: 'failed', tries: 1 },
  },
  {
    name: 'possibly clicked',
    outcome: unknown,
    tries: 0,
    armed: true,
    expected: { state: 'unknown', tries: 1, error: 'no_bubble' },
  },
  {
    name: 'possibly clicked for the last time',
    outcome: unknown,
    tries: last,
    armed: true,
    expected: { state: 'unknown' },
  },
  {
    name: 'unknown, but never armed',
    outcome: unknown,
    tries: 0,
    armed: false,
    expected: { state: 'retrying', tries: 1 },
  },
];

describe('the settlement of an outcome', () => {
  test.each(table)('$name', ({ outcome, tries, armed, expected: settlement }) => {
    expect(decideOutcome(outcome, tries, armed)).toMatchObject(settlement);
  });

  test('an armed message is never retried without proof that it was not clicked', () => {
    const reason = fc.string();
    const doubtful = fc.oneof(
      reason.map((text): SendOutcome => ({ kind: 'unknown', reason: text })),
      reason.map((text): SendOutcome => ({ kind: 'failed_visible', reason: text })),
    );
    fc.assert(
      fc.property(doubtful, fc.nat(20), (outcome, tries) => {
        const settlement = decideOutcome(outcome, tries, true);
        expect(settlement).toMatchObject({ kind: 'unproven' });
        expect(settlement).not.toMatchObject({ state: 'retrying' });
      }),
    );
  });

  test('every settlement is an edge of the machine from the current state', () => {
    for (const { outcome, tries, armed } of table) {
      const { state } = decideOutcome(outcome, tries, armed);
      const from = armed ? (['sending'] as const) : (['queued', 'retrying'] as const);
      if (outcome.kind === 'sent' && !armed) continue;
      for (const old of from)
        expect(old === state || messageMachine.can(old, state), `${old} to ${state}`).toBe(true);
    }
  });

  test('the delay between tries doubles from 5 s and never exceeds 15 minutes', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 40].map(retryAfterSeconds);
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  });
});
