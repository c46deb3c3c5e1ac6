import type { Locale } from '@holdfast/contract/locale';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';

/** The current language; the component is re-rendered when it changes. */
export function useLocale(): Locale {
  useTranslation();
  return currentLocale();
}
