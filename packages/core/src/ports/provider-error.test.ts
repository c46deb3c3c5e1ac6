import { describe, expect, test } from 'vitest';
import { ProviderError, type ProviderErrorKind, type RefusalClass } from './provider-error.ts';

const errorOf = (kind: ProviderErrorKind, refusal?: RefusalClass) =>
  new ProviderError(kind, 'said no', {
    operation: 'submit-refund',
    statusCode: 400,
    code: null,
    reason: null,
    ...(refusal === undefined ? {} : { refusal }),
  });

describe('the class of a refusal', () => {
  test.each(['rejected', 'rate_limited'] as const)('of what was %s is for now unless it is known', (kind) => {
    expect(errorOf(kind).refusal).toBe('for_now');
    expect(errorOf(kind, 'for_now').refusal).toBe('for_now');
  });

  test('is for ever only where somebody says so', () => {
    expect(errorOf('rejected', 'forever').refusal).toBe('forever');
  });

  test.each(['unknown', 'unavailable'] as const)(
    'does not exist while the outcome is %s: the effect may have happened, or nothing was asked',
    (kind) => {
      expect(errorOf(kind).refusal).toBeNull();
      expect(errorOf(kind, 'forever').refusal).toBeNull();
    },
  );

  test('does not change what else an error tells', () => {
    const cause = new Error('inner');
    const error = new ProviderError('rejected', 'said no', {
      operation: 'capture',
      statusCode: 400,
      code: 'BAD_REQUEST_ERROR',
      reason: 'fully_refunded',
      refusal: 'forever',
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'ProviderError',
      message: 'said no',
      kind: 'rejected',
      operation: 'capture',
      statusCode: 400,
      code: 'BAD_REQUEST_ERROR',
      reason: 'fully_refunded',
      cause,
    });
  });
});
