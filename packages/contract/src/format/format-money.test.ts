import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyExponents } from '../country/countries.ts';
import { Currency } from '../money.ts';
import { formatMoney } from './format-money.ts';

const inr = (amountMinor: number) => ({ amountMinor, currency: 'INR' as const });

describe('an amount', () => {
  it('drops empty decimals and keeps all others', () => {
    expect(formatMoney(inr(80_000), 'en')).toBe('₹800');
    expect(formatMoney(inr(80_050), 'en')).toBe('₹800.50');
    expect(formatMoney(inr(80_000), 'en', { exact: true })).toBe('₹800.00');
  });

  it("groups digits by the reader's locale", () => {
    expect(formatMoney(inr(123_456_700), 'en')).toBe('₹12,34,567');
    expect(formatMoney(inr(123_456_700), 'hi')).toBe('₹12,34,567');
    expect(formatMoney({ amountMinor: 123_456_700, currency: 'MXN' }, 'es')).toBe('$1,234,567');
  });

  it('distinguishes dollars of different countries', () => {
    expect(formatMoney({ amountMinor: 60_000, currency: 'MXN' }, 'en')).toBe('MX$600');
  });

  it('has as many decimals as its currency, none for the yen and three for the dinar', () => {
    expect(formatMoney({ amountMinor: 1_500, currency: 'JPY' }, 'en')).toMatch(/1,500$/);
    expect(formatMoney({ amountMinor: 1_005, currency: 'KWD' }, 'en')).toMatch(/1\.005$/);
  });

  it('shows every minor unit: the text parses back to the amount', () => {
    const anyMoney = fc.record({
      amountMinor: fc.integer({ min: 0, max: 10_000_000_000 }),
      currency: fc.constantFrom(...Currency.options),
    });
    fc.assert(
      fc.property(anyMoney, (money) => {
        const digits = formatMoney(money, 'en', { exact: true }).replace(/[^\d.]/g, '');
        const shown = Math.round(Number(digits) * 10 ** currencyExponents[money.currency]);
        expect(shown).toBe(money.amountMinor);
      }),
    );
  });
});
