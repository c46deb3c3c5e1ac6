import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookingReference } from './booking-reference.ts';

describe('the reference of a booking', () => {
  it('has eight letters and digits that are not easily confused', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(bookingReference(id)).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      }),
    );
  });

  it('is the last forty bits of the id, in upper or lower case', () => {
    expect(bookingReference('01890000-0000-7000-8000-0000000abcde')).toBe('0000NF6Y');
    expect(bookingReference('01890000-0000-7000-8000-0000000ABCDE')).toBe('0000NF6Y');
    expect(bookingReference('01890000-0000-7000-8000-ff0000000000')).toBe('00000000');
    expect(bookingReference('01890000-0000-7000-8000-00ffffffffff')).toBe('ZZZZZZZZ');
  });

  it('differs for two ids with different tails', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        const isSameTail = one.slice(-10) === other.slice(-10);
        expect(bookingReference(one) === bookingReference(other)).toBe(isSameTail);
      }),
    );
  });
});
