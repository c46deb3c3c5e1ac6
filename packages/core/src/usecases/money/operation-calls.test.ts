import { describe, expect, test } from 'vitest';
import { ProviderError, type ProviderErrorKind, type RefusalClass } from '../../ports/provider-error.ts';
import { outcomeOfError } from './operation-calls.ts';
import { retrySeconds } from './run-operations.ts';

const nextAt = new Date('2026-03-02T09:00:00Z');

function errorOf(kind: ProviderErrorKind, refusal?: RefusalClass): ProviderError {
  const details = { operation: 'submit-refund', statusCode: 400, code: null, reason: 'because' };
  return new ProviderError(kind, 'message', { ...details, ...(refusal && { refusal }) });
}

describe('a failed call', () => {
  test.each<[string, ProviderError, string]>([
    ['refused for ever is final', errorOf('rejected', 'forever'), 'refused'],
    ['refused for now is planned again', errorOf('rejected', 'for_now'), 'planned'],
    ['refused without a class is planned again', errorOf('rejected'), 'planned'],
    ['of too many requests is planned again', errorOf('rate_limited'), 'planned'],
    ['whose look-up got no answer is planned again: nothing went out', errorOf('unavailable'), 'planned'],
    ['without an answer is unknown', errorOf('unknown'), 'unknown'],
  ])('%s', (_, error, state) => {
    expect(outcomeOfError(error, nextAt)).toMatchObject({ state, error: 'because' });
  });

  test('is due again at its time, unless it is final', () => {
    expect(outcomeOfError(errorOf('unknown'), nextAt)).toMatchObject({ nextAt });
    expect(outcomeOfError(errorOf('rejected', 'forever'), nextAt)).not.toHaveProperty('nextAt');
  });

  test('keeps the message where the provider gives no reason', () => {
    const details = { operation: 'capture', statusCode: null, code: null, reason: null };
    expect(outcomeOfError(new ProviderError('unknown', 'timeout', details), nextAt)).toMatchObject({
      error: 'timeout',
    });
  });
});

test('retries wait longer each time, and a quarter of an hour at most', () => {
  expect([0, 1, 2, 5].map(retrySeconds)).toEqual([2, 4, 8, 64]);
  expect(retrySeconds(50)).toBe(900);
});
