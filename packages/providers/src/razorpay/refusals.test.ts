import { describe, expect, test } from 'vitest';
import { toProviderError } from './client.ts';

const answer = (status: number, error: object = {}) => ({ response: { status, data: { error } } });
const refusedWith = (status: number, error: object, nature: 'read' | 'write' = 'write') =>
  toProviderError('submit-refund', nature, answer(status, { code: 'BAD_REQUEST_ERROR', ...error }));

describe('a refusal', () => {
  test.each([
    ['Payment is more than 6 months old, only instant refund is supported', 'payment_too_old'],
    ['Refund is not supported by the bank because the payment is more than 6 months old', 'payment_too_old'],
    ['The payment has been fully refunded already', 'fully_refunded'],
    ['The total refund amount is greater than the refund payment amount', 'amount_too_large'],
    ['Order amount less than minimum amount allowed', 'amount_too_small'],
    ['The amount must be atleast INR 1.00', 'amount_too_small'],
  ])('"%s" is for ever: %s', (description, reason) => {
    for (const given of [null, undefined, 'NA', ''])
      expect(refusedWith(400, { description, reason: given })).toMatchObject({
        kind: 'rejected',
        refusal: 'forever',
        reason,
      });
  });

  test('for want of balance is for now, and says so in one word', () => {
    const description = 'Your account does not have enough balance to carry out the refund operation.';
    expect(refusedWith(400, { description, reason: null })).toMatchObject({
      kind: 'rejected',
      refusal: 'for_now',
      reason: 'insufficient_balance',
    });
  });

  test('keeps the reason that the provider gives', () => {
    const error = { description: 'The payment has been fully refunded already', reason: 'its_own_word' };
    expect(refusedWith(400, error)).toMatchObject({ refusal: 'forever', reason: 'its_own_word' });
  });

  test('is told by its reason alone, too', () => {
    const words = 'The request was refused';
    expect(refusedWith(400, { description: words, reason: 'fully_refunded' })).toMatchObject({
      refusal: 'forever',
    });
    expect(refusedWith(400, { description: words, reason: 'insufficient_balance' })).toMatchObject({
      refusal: 'for_now',
      reason: 'insufficient_balance',
    });
  });

  test.each([
    [400, 'Something that nobody has seen before'],
    [400, ''],
    [404, 'The requested URL was not found on the server.'],
    [422, 'Please try later'],
  ])('%i "%s" is not known to be for ever', (status, description) => {
    expect(refusedWith(status, { description })).toMatchObject({ kind: 'rejected', refusal: 'for_now' });
  });

  test.each([401, 403])('%i is of the keys, whatever it says', (status) => {
    const error = { description: 'The amount is greater than your limit' };
    expect(refusedWith(status, error)).toMatchObject({ kind: 'rejected', refusal: 'for_now' });
  });

  test('429 is for now', () => {
    expect(refusedWith(429, {})).toMatchObject({ kind: 'rate_limited', refusal: 'for_now' });
  });

  test.each([408, 409, 500, 502, 503])(
    '%i leaves a write unknown, and a read without an answer',
    (status) => {
      const error = { description: 'The payment has been fully refunded already' };
      expect(refusedWith(status, error)).toMatchObject({ kind: 'unknown', refusal: null });
      expect(refusedWith(status, error, 'read')).toMatchObject({ kind: 'unavailable', refusal: null });
    },
  );

  test('no answer at all is no refusal', () => {
    expect(toProviderError('capture', 'write', new TypeError('broken'))).toMatchObject({
      kind: 'unknown',
      refusal: null,
    });
  });
});
