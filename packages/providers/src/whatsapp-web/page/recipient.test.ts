import { describe, expect, test } from 'vitest';
import { createLearntNames, linkDigits, nameWithNumber } from './recipient.ts';

describe('who a chat is with', () => {
  test.each([
    ['+919876543210', '919876543210'],
    ['919876543210', null],
    ['+0123456789', null],
    ['+91 98765 43210', null],
    ['', null],
  ])('%j becomes the link %j', (phone, digits) => {
    expect(linkDigits(phone)).toBe(digits);
  });

  test('a header with the same digits proves the recipient, however they are grouped', () => {
    expect(nameWithNumber(['+91 98765 43210', 'online'], '919876543210')).toBe('+91 98765 43210');
    expect(nameWithNumber(['+52 1 (55) 1234-5678'], '5215512345678')).toBe('+52 1 (55) 1234-5678');
  });

  test('another number, a longer one, or words with digits in them prove nothing', () => {
    expect(nameWithNumber(['+91 98765 43211'], '919876543210')).toBeNull();
    expect(nameWithNumber(['+91 98765 432100'], '919876543210')).toBeNull();
    expect(nameWithNumber(['last seen 919876543210'], '919876543210')).toBeNull();
    expect(nameWithNumber([], '919876543210')).toBeNull();
  });

  test('a learnt name holds for its own number only', () => {
    const names = createLearntNames();
    expect(names.matching(['A name'], '1')).toBeNull();
    expect(names.learn('A name', '1')).toBe(true);
    expect(names.matching(['A name', 'online'], '1')).toBe('A name');
    expect(names.matching(['Another', 'A name'], '1')).toBeNull();
    expect(names.learn('A name', '2')).toBe(false);
    expect(names.matching(['A name'], '2')).toBeNull();
  });
});
