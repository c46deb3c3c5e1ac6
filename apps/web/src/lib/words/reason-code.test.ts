import { describe, expect, it } from 'vitest';
import { reasonCodeOf } from './reason-code.ts';

describe('a reason of the system', () => {
  it('is known by its code', () => {
    expect(reasonCodeOf('amount_mismatch')).toBe('amount_mismatch');
    expect(reasonCodeOf('surplus_refunded')).toBe('surplus_refunded');
  });

  it('has the text of its family where there are many of a kind', () => {
    expect(reasonCodeOf('sender_qr')).toBe('account_not_ready');
    expect(reasonCodeOf('after_click_timeout')).toBe('no_proof');
    expect(reasonCodeOf('throttled_hour')).toBe('held_back');
    expect(reasonCodeOf('booking_cancelled')).toBe('booking_ended');
    expect(reasonCodeOf('expired')).toBe('booking_ended');
    expect(reasonCodeOf('unavailable')).toBe('provider_unavailable');
  });

  it('is not guessed when it is newer than the page', () => {
    expect(reasonCodeOf('error 40001')).toBeNull();
    expect(reasonCodeOf('the operator said so')).toBeNull();
  });
});
