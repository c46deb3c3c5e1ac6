import { ListCursor } from '@holdfast/contract/list';
import { plainText } from '@holdfast/contract/text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatListCursor, listFingerprint, parseListCursor } from './list-cursor.ts';

const fingerprint = listFingerprint('ops.messages', { state: 'unknown' });
const id = '01890000-0000-7000-8000-000000000000';
const key = '2026-05-04T09:00:00.123456Z';

describe('a cursor', () => {
  test('gives back every microsecond and letter of the place it was made of', () => {
    const cursor = formatListCursor(fingerprint, { key, id });
    expect(parseListCursor(cursor, fingerprint, 'instant')).toEqual({ key, id });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        fc.pre(plainText().safeParse(name).success);
        const named = formatListCursor(fingerprint, { key: name, id });
        expect(parseListCursor(named, fingerprint, 'text')).toEqual({ key: name, id });
      }),
    );
  });

  test('of the longest name passes the contract', () => {
    const cursor = formatListCursor(fingerprint, { key: '𑀓'.repeat(120), id });
    expect(ListCursor.safeParse(cursor).success).toBe(true);
  });

  test('of another list is null', () => {
    const cursor = formatListCursor(fingerprint, { key, id });
    for (const other of [
      listFingerprint('ops.messages', {}),
      listFingerprint('ops.messages', { state: 'failed' }),
      listFingerprint('ops.webhooks', { state: 'unknown' }),
    ])
      expect(parseListCursor(cursor, other, 'instant')).toBeNull();
  });

  test('belongs to its filters in whatever order they came, and to none that were left out', () => {
    expect(listFingerprint('a.b', { x: 1, y: 2 })).toBe(listFingerprint('a.b', { y: 2, x: 1 }));
    expect(listFingerprint('a.b', { x: 1, y: undefined })).toBe(listFingerprint('a.b', { x: 1 }));
  });

  test('with a key that the database would refuse is null', () => {
    const parse = (wrong: string, form: 'instant' | 'text') =>
      parseListCursor(formatListCursor(fingerprint, { key: wrong, id }), fingerprint, form);
    for (const wrong of ['', 'infinity', 'Asha', '2026-02-30T00:00:00Z', '1999-01-01T00:00:00Z'])
      expect([wrong, parse(wrong, 'instant')]).toEqual([wrong, null]);
    for (const wrong of ['a\0b', '\ud800']) expect([wrong, parse(wrong, 'text')]).toEqual([wrong, null]);
  });

  test('made of anything is read or null, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseListCursor(text, fingerprint, 'text')).toBeNull();
      }),
    );
  });
});
