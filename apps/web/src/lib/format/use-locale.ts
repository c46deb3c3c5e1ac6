import type { Locale } from '@holdfast/contract/locale';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';

/** The language on view; the component is drawn anew when it changes. */
export function useLocale(): Locale {
  useTranslation();
  return currentLocale();
}
