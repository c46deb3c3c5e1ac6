import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { bookingMoneyStates, bookingObstacles } from '@holdfast/contract/booking/booking-words';
import { errorCodes } from '@holdfast/contract/errors';
import { locales } from '@holdfast/contract/locale-facts';
import { serviceTerms } from '@holdfast/contract/service-terms';
import { keysOf } from '@holdfast/contract/words';
import { describe, expect, it } from 'vitest';
import { stateLooks, statesOfMachine } from '../components/state-look/state-looks.ts';
import { visitSentences } from '../features/booking-status/visit-sentence.ts';

interface Tree {
  readonly [key: string]: string | Tree;
}

const files = import.meta.glob<{ default: Tree }>(['./locales/*/*.json', '../features/*/texts/*.json'], {
  eager: true,
});
/** Namespaces of features that bring their own texts. */
const ofFeatures = [
  ...new Set(Object.keys(files).flatMap((path) => /features\/([^/]+)\/texts/.exec(path)?.[1] ?? [])),
];
const parts = ['product', 'parts', 'patient', 'staff', ...ofFeatures];
/** How many texts each has at least. */
const fewest: Readonly<Record<string, number>> = { product: 40, parts: 30, patient: 40, staff: 40 };

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  );
}

function catalogue(locale: string, part: string): Map<string, string> {
  const file = files[`./locales/${locale}/${part}.json`] ?? files[`../features/${part}/texts/${locale}.json`];
  return new Map(leaves(file?.default ?? {}));
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? '').sort();
}

/** Names, signs and words that are the same in another language. */
const sameEverywhere = /^(\W|\d|\{\{[^}]*\}\}|WhatsApp|Holdfast|Ctrl|Webhooks?|No\.|QR|min)*$/u;
const spanishIsEnglish = ['Error', 'No', 'Doctor'];

describe.each(parts)('the %s catalogue', (part) => {
  const english = catalogue('en', part);

  it('has at least its usual number of texts', () => {
    expect(english.size).toBeGreaterThan(fewest[part] ?? 0);
  });

  it.each(locales)('has exactly the keys of English in %s, none of them empty', (locale) => {
    const own = catalogue(locale, part);
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...own].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(locales)('fills the same placeholders in %s', (locale) => {
    const own = catalogue(locale, part);
    const wrong = [...english].filter(
      ([key, text]) => placeholders(own.get(key) ?? '').join() !== placeholders(text).join(),
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it.each(['hi', 'es'])('is really translated to %s', (locale) => {
    const own = catalogue(locale, part);
    const left = [...english].filter(
      ([key, text]) =>
        own.get(key) === text && !sameEverywhere.test(text) && !spanishIsEnglish.includes(text),
    );
    expect(left).toEqual([]);
  });

  it('is written in Devanagari where it says Hindi', () => {
    const latin = [...catalogue('hi', part)].filter(
      ([, text]) => !/\p{Script=Devanagari}/u.test(text) && !sameEverywhere.test(text),
    );
    expect(latin).toEqual([]);
  });
});

describe('counts and durations', () => {
  const numbersInText = parts.flatMap((part) =>
    locales.flatMap((locale) =>
      [...catalogue(locale, part)]
        .filter(([, text]) => /\d/.test(text.replaceAll(/\+\d{8,}/g, '')))
        .map(([key]) => `${locale} ${part} ${key}`),
    ),
  );

  it('come from the constants that the rules read: no text writes one in digits', () => {
    expect(numbersInText).toEqual([]);
  });

  it('are all known: a placeholder that looks like a promise is one', () => {
    const texts = parts.flatMap((part) => [...catalogue('en', part).values()]);
    const used = texts.flatMap(placeholders).filter((name) => Object.hasOwn(serviceTerms, name));
    expect(used.length).toBeGreaterThan(8);
    expect(texts.filter((text) => /\b(six|ten|fifteen|thirty)\b/i.test(text))).toEqual([]);
  });
});

describe('Spanish', () => {
  it('uses usted throughout', () => {
    const familiar =
      /(?<![\p{L}])(tú|tu|tus|tuyo|te|ti|contigo|eres|estás|has|puedes|tienes|quieres|debes|pagas|eliges|compartas)(?![\p{L}])/iu;
    const texts = parts.flatMap((part) => [...catalogue('es', part)]);
    expect(texts.filter(([, text]) => familiar.test(text)).map(([key, text]) => `${key}: ${text}`)).toEqual(
      [],
    );
  });
});

describe('words for what the contract can say', () => {
  const product = catalogue('en', 'product');
  const patient = catalogue('en', 'patient');

  it('has a sentence for every error code', () => {
    expect(errorCodes.filter((code) => !product.has(`error.${code}`))).toEqual([]);
  });

  it('has a word for every state of every machine, and for no other', () => {
    const expected = keysOf(stateLooks).flatMap((machine) =>
      statesOfMachine(machine).map((state) => `state.${machine}.${state}`),
    );
    const found = [...product.keys()].filter((key) => key.startsWith('state.'));
    expect(found.sort()).toEqual(expected.sort());
    expect(expected).toEqual(
      expect.arrayContaining(bookingMachine.states.map((state) => `state.booking.${state}`)),
    );
    expect(expected).toEqual(
      expect.arrayContaining(bookingMoneyStates.map((state) => `state.money.${state}`)),
    );
  });

  it('has a sentence for every state of the status page', () => {
    expect(visitSentences.filter((sentence) => !patient.has(`visit.${sentence}`))).toEqual([]);
    expect(bookingMoneyStates.filter((state) => !patient.has(`money.${state}`))).toEqual([]);
  });

  it('has a text for every obstacle to an action', () => {
    const staff = catalogue('en', 'staff');
    expect(bookingObstacles.filter((one) => !staff.has(`action.obstacle.${one}`))).toEqual([]);
  });
});
