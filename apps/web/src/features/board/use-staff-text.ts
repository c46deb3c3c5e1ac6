import { useTranslation } from 'react-i18next';
import { useLocale } from '../../lib/format/use-locale.ts';

/** The staff's texts and the language they are in. */
export function useStaffText() {
  const { t } = useTranslation(['staff', 'product', 'parts']);
  return { t, locale: useLocale() };
}
