import { PhoneE164 } from '@holdfast/contract/auth/auth.procedures';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examplePhone, toE164 } from './phone-number.ts';

describe('a phone number as people write it', () => {
  it('gets the calling code of the clinic when it has none', () => {
    expect(toE164('98123 45678', 'Asia/Kolkata')).toBe('+919812345678');
    expect(toE164('098123-45678', 'Asia/Kolkata')).toBe('+919812345678');
    expect(toE164('55 1234 5678', 'America/Mexico_City')).toBe('+525512345678');
  });

  it('keeps the code that it has', () => {
    expect(toE164('+34 612 345 678', 'Asia/Kolkata')).toBe('+34612345678');
    expect(toE164('0034 612345678', 'Asia/Kolkata')).toBe('+34612345678');
  });

  it('is rejected when it cannot be a phone number', () => {
    for (const text of ['', '12', 'abc', '+0123456789', '+91981234567890123', '9812x45678']) {
      expect(toE164(text, 'Asia/Kolkata')).toBeNull();
    }
  });

  it('always satisfies the contract', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (typed) => {
        const phone = toE164(typed, 'Asia/Kolkata');
        expect(phone === null || PhoneE164.safeParse(phone).success).toBe(true);
      }),
    );
    expect(PhoneE164.safeParse(examplePhone('America/Mexico_City')).success).toBe(true);
  });
});
