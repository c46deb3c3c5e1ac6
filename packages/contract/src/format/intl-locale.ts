import type { Locale } from '../locale.ts';
import { localeFacts } from '../locale-facts.ts';

/** The regional locale for numbers and times, in messages and on pages alike. */
export function intlLocale(locale: Locale): string {
  return localeFacts[locale].intlTag;
}
