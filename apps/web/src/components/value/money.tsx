import { formatMoney } from '@holdfast/contract/format/format-money';
import type { Money as Amount } from '@holdfast/contract/money';
import { useLocale } from '../../lib/format/use-locale.ts';

/** An amount in figures of equal width. */
export function Money({ value, exact = false }: { readonly value: Amount; readonly exact?: boolean }) {
  const locale = useLocale();
  return <span className="hf-numbers">{formatMoney(value, locale, { exact })}</span>;
}
