import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import { locales } from '@holdfast/contract/locale-facts';
import { messageKinds } from '@holdfast/contract/message/message-kinds';
import type { Currency } from '@holdfast/contract/money';
import { serviceTerms } from '@holdfast/contract/service-terms';
import { describe, expect, test } from 'vitest';
import { type MessageFacts, renderMessage } from './render-message.ts';

const facts: MessageFacts = {
  kind: 'booking_confirmed',
  locale: 'en',
  subjectId: '01890000-0000-7000-8000-0000000abcde',
  clinicName: 'Asha Hospital',
  timeZone: 'Asia/Kolkata',
  amountMinor: 80_000,
  currency: 'INR',
  doctorName: 'Dr. Nair',
  patientName: 'Lakshmi Iyer',
  startsAt: new Date('2026-05-04T03:30:00Z'),
  code: '012345',
};
const every = locales.flatMap((locale) => messageKinds.map((kind) => [locale, kind] as const));

describe.each(every)('in %s, %s', (locale, kind) => {
  const text = renderMessage({ ...facts, locale, kind });

  test('names the clinic and leaves no hole', () => {
    expect(text).toContain('Asha Hospital');
    expect(text).not.toMatch(/undefined|null|NaN|\{|\}|Invalid| {2}/);
  });

  test('tells the code only where it is about the code', () => {
    expect(text.includes('012345')).toBe(kind === 'one_time_code');
  });

  test('carries a reference that makes it its own, but for codes', () => {
    expect(text.includes(bookingReference(facts.subjectId))).toBe(kind !== 'one_time_code');
  });

  test('is in its own words', () => {
    const others = locales
      .filter((other) => other !== locale)
      .map((other) => renderMessage({ ...facts, locale: other, kind }));
    expect(others).not.toContain(text);
    expect(/\p{Script=Devanagari}/u.test(text)).toBe(locale === 'hi');
  });
});

describe('service terms', () => {
  test.each(locales)('say in %s what the code itself keeps', (locale) => {
    const code = renderMessage({ ...facts, locale, kind: 'one_time_code' });
    expect(code.match(/\d+/g)).toEqual(['012345', String(serviceTerms.codeValidMinutes)]);
    const confirmed = renderMessage({ ...facts, locale, kind: 'booking_confirmed', startsAt: null });
    expect(confirmed).toMatch(new RegExp(` ${serviceTerms.arriveEarlyMinutes} `));
  });

  test('speak Spanish to everybody as usted, as the pages do', () => {
    for (const kind of messageKinds) {
      expect(renderMessage({ ...facts, locale: 'es', kind })).not.toMatch(/\b(tu|tus|te|compartas)\b/iu);
    }
  });
});

describe('times and money', () => {
  test('are the clinic’s own, wherever the server stands', () => {
    expect(renderMessage(facts)).toMatch(/Monday.*4 May.*9:00/i);
    expect(renderMessage({ ...facts, timeZone: 'America/Mexico_City' })).toMatch(/Sunday.*3 May.*9:30/i);
  });

  test('have the digits that their currency has', () => {
    const refund = (currency: Currency, amountMinor: number) =>
      renderMessage({ ...facts, kind: 'payment_refunded_late', currency, amountMinor });
    expect(refund('INR', 80_000)).toContain('800.00');
    expect(refund('JPY', 800)).toContain('800 ');
    expect(refund('KWD', 1_234)).toContain('1.234');
  });

  test('a cancelled visit that was never paid says nothing of money', () => {
    for (const amountMinor of [0, null]) {
      for (const locale of locales) {
        const text = renderMessage({ ...facts, kind: 'booking_cancelled', amountMinor, locale });
        expect(text).not.toMatch(/₹|INR|5 (to|a) 7|कार्य/);
      }
    }
  });
});
