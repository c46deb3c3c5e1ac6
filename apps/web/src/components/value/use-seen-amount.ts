import { formatMoney } from '@holdfast/contract/format/format-money';
import { Currency } from '@holdfast/contract/money';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../lib/format/use-locale.ts';

interface SeenAmount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** Text of an amount as a provider reported it. Its currency may be one that we do not know. */
export function useSeenAmount(): (amount: SeenAmount) => string {
  const { t } = useTranslation('parts');
  const locale = useLocale();
  return ({ amountMinor, currency }) => {
    const known = Currency.safeParse(currency);
    return known.success
      ? formatMoney({ amountMinor, currency: known.data }, locale, { exact: true })
      : t('seenAmount', { amount: amountMinor, currency });
  };
}
