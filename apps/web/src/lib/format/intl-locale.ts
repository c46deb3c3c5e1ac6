import type { Locale } from '@holdfast/contract/locale';

const tags: Record<Locale, string> = { en: 'en-IN', hi: 'hi-IN', es: 'es-MX' };

/** The regional form in which numbers and times are written. */
export function intlLocale(locale: Locale): string {
  return tags[locale];
}
