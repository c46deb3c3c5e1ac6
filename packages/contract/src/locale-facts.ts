import { keysOf } from './words.ts';

/** Every language, in the order of menus: its own name and the regional locale for numbers and times. */
export const localeFacts = {
  en: { name: 'English', intlTag: 'en-IN' },
  hi: { name: 'हिन्दी', intlTag: 'hi-IN' },
  es: { name: 'Español', intlTag: 'es-MX' },
} as const;

export const locales = keysOf(localeFacts);
