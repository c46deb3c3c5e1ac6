import { currencyExponents } from '../country/countries.ts';
import type { Locale } from '../locale.ts';
import type { Money } from '../money.ts';
import { intlLocale } from './intl-locale.ts';

/** An amount as text. Whole amounts lose their empty decimals unless `exact`. */
export function formatMoney(
  money: Money,
  locale: Locale,
  options: { readonly exact?: boolean } = {},
): string {
  const digits = currencyExponents[money.currency];
  const scale = 10 ** digits;
  const isWhole = money.amountMinor % scale === 0;
  const shownDigits = isWhole && !options.exact ? 0 : digits;
  return new Intl.NumberFormat(intlLocale(locale), {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: shownDigits,
    maximumFractionDigits: shownDigits,
  }).format(money.amountMinor / scale);
}
