import { describe, expect, it } from 'vitest';
import { cleanPhone, draftFromSearch, isPhone } from './search-term.ts';

describe('a phone as typed', () => {
  it('loses spaces, dashes and brackets', () => {
    expect(cleanPhone('+91 (98123) 45-678')).toBe('+919812345678');
  });

  it('counts only with its country code', () => {
    expect(isPhone('+91 98123 45678')).toBe(true);
    expect(isPhone('98123 45678')).toBe(false);
    expect(isPhone('+0123456789')).toBe(false);
  });
});

describe('a search that found nobody', () => {
  it('starts the new patient with what was typed', () => {
    expect(draftFromSearch(' +91 98123 45678 ')).toEqual({ fullName: '', phone: '+919812345678' });
    expect(draftFromSearch('Asha Verma')).toEqual({ fullName: 'Asha Verma', phone: '' });
  });
});
