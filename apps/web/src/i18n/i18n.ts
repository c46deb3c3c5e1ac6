import type { Locale } from '@holdfast/contract/locale';
import { localeFacts, locales } from '@holdfast/contract/locale-facts';
import { serviceTerms } from '@holdfast/contract/service-terms';
import { mapValues } from '@holdfast/contract/words';
import i18next, { type BackendModule, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const localeNames = mapValues(localeFacts, ({ name }) => name);

function isLocale(text: string | null | undefined): text is Locale {
  return text !== null && text !== undefined && Object.hasOwn(localeNames, text);
}

/** Every language, in the order of the menu. */
export const allLocales: readonly Locale[] = locales;
const storageKey = 'holdfast.locale';

/** Each language and part is a file of its own, fetched when first needed; a feature may bring its own part. */
const catalogues = import.meta.glob<{ default: ResourceKey }>([
  './locales/*/*.json',
  '../features/*/texts/*.json',
]);

const lazyCatalogues: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, done) {
    const load =
      catalogues[`./locales/${language}/${namespace}.json`] ??
      catalogues[`../features/${namespace}/texts/${language}.json`];
    if (!load) {
      done(new Error(`no catalogue ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (module) => done(null, module.default),
      (cause: unknown) => done(cause instanceof Error ? cause : new Error(String(cause)), null),
    );
  },
};

/** The stored choice, else the first language of the browser that has a catalogue. */
export function preferredLocale(): Locale {
  const stored = localStorage.getItem(storageKey);
  if (isLocale(stored)) return stored;
  return navigator.languages.map((language) => language.slice(0, 2)).find(isLocale) ?? 'en';
}

export function currentLocale(): Locale {
  const language = i18next.resolvedLanguage ?? i18next.language;
  return isLocale(language) ? language : 'en';
}

export async function changeLocale(locale: Locale): Promise<void> {
  localStorage.setItem(storageKey, locale);
  await i18next.changeLanguage(locale);
}

export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use(lazyCatalogues)
    .use(initReactI18next)
    .init({
      lng: preferredLocale(),
      supportedLngs: [...allLocales],
      // Every catalogue is complete (a test proves it), so a second language is never fetched.
      fallbackLng: false,
      ns: ['product'],
      defaultNS: 'product',
      // Counts and durations come from the constants that the rules themselves read, never from a catalogue.
      interpolation: { escapeValue: false, defaultVariables: serviceTerms },
      react: { useSuspense: true },
    });
}
