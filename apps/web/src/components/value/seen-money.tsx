import { Currency } from '@holdfast/contract/money';
import { useTranslation } from 'react-i18next';
import { Money } from './money.tsx';

/** An amount as a provider reported it. Its currency may be one that we do not know. */
export function SeenMoney({
  amount,
}: {
  readonly amount: { readonly amountMinor: number; readonly currency: string };
}) {
  const { t } = useTranslation('parts');
  const currency = Currency.safeParse(amount.currency);
  if (currency.success)
    return <Money value={{ amountMinor: amount.amountMinor, currency: currency.data }} exact />;
  return t('seenAmount', { amount: amount.amountMinor, currency: amount.currency });
}
