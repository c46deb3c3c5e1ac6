import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import { locales } from '@holdfast/contract/locale-facts';
import type { MessageKind } from '@holdfast/contract/message/message-kinds';
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

  test('names the clinic and leaves no placeholder empty', () => {
    expect(text).toContain('Asha Hospital');
    expect(text).not.toMatch(/undefined|null|NaN|\{|\}|Invalid| {2}/);
  });

  test('contains the code only in one-time-code messages', () => {
    expect(text.includes('012345')).toBe(kind === 'one_time_code');
  });

  test('contains a unique reference, except for codes', () => {
    expect(text.includes(bookingReference(facts.subjectId))).toBe(kind !== 'one_time_code');
  });

  test('is translated', () => {
    const others = locales
      .filter((other) => other !== locale)
      .map((other) => renderMessage({ ...facts, locale: other, kind }));
    expect(others).not.toContain(text);
    expect(/\p{Script=Devanagari}/u.test(text)).toBe(locale === 'hi');
  });
});

describe('service terms', () => {
  test.each(locales)('state in %s what the code enforces', (locale) => {
    const code = renderMessage({ ...facts, locale, kind: 'one_time_code' });
    expect(code.match(/\d+/g)).toEqual(['012345', String(serviceTerms.codeValidMinutes)]);
    const confirmed = renderMessage({ ...facts, locale, kind: 'booking_confirmed', startsAt: null });
    expect(confirmed).toMatch(new RegExp(` ${serviceTerms.arriveEarlyMinutes} `));
  });

  test('address everybody as usted in Spanish, as the pages do', () => {
    for (const kind of messageKinds) {
      expect(renderMessage({ ...facts, locale: 'es', kind })).not.toMatch(/\b(tu|tus|te|compartas)\b/iu);
    }
  });
});

describe('times and money', () => {
  test('are in the clinic’s time zone, in any time zone of the server', () => {
    expect(renderMessage(facts)).toMatch(/Monday.*4 May.*9:00/i);
    expect(renderMessage({ ...facts, timeZone: 'America/Mexico_City' })).toMatch(/Sunday.*3 May.*9:30/i);
  });

  test('have the decimals of their currency', () => {
    const refund = (currency: Currency, amountMinor: number) =>
      renderMessage({ ...facts, kind: 'refund_requested', currency, amountMinor });
    expect(refund('INR', 80_000)).toContain('800.00');
    expect(refund('JPY', 800)).toContain('800 ');
    expect(refund('KWD', 1_234)).toContain('1.234');
  });

  test('a cancellation does not mention money: its return is told when it is asked for, and when it is done', () => {
    for (const locale of locales) {
      const text = (kind: MessageKind) => renderMessage({ ...facts, kind, amountMinor: 80_000, locale });
      expect(text('booking_cancelled')).not.toMatch(/₹|INR|800|5 (to|a) 7|कार्य/);
      expect(text('refund_requested')).toMatch(/800\.00.*5 .* 7/);
      expect(text('refund_processed')).toMatch(/800\.00/);
      expect(text('refund_processed')).not.toMatch(/5 .* 7/);
    }
  });
});
