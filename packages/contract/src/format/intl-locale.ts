import type { Locale } from '../locale.ts';

const tags: Record<Locale, string> = { en: 'en-IN', hi: 'hi-IN', es: 'es-MX' };

/** The regional form in which numbers and times are written, in messages and on pages alike. */
export function intlLocale(locale: Locale): string {
  return tags[locale];
}
