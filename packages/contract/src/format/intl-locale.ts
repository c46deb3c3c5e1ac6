import type { Locale } from '../locale.ts';
import { localeFacts } from '../locale-facts.ts';

/** The regional form in which numbers and times are written, in messages and on pages alike. */
export function intlLocale(locale: Locale): string {
  return localeFacts[locale].intlTag;
}
