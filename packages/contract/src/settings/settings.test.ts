import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { optional, preset, readSettings, required } from './define-settings.ts';
import {
  atLeast,
  oneOf,
  port,
  postgresUrl,
  redisUrl,
  seconds,
  text,
  webUrl,
  wholeNumber,
  yesOrNo,
} from './kinds.ts';
import { renderExample } from './render-example.ts';

const shape = {
  CLINIC_PORT: preset(port(0), '3000', { meaning: 'Where it listens.', example: '8080' }),
  CLINIC_NAME: optional(text, { meaning: 'What it is called.' }),
  CLINIC_KEY: required(atLeast(8), { meaning: 'What it signs with.', isSecret: true }),
  CLINIC_INSIDE: optional(text, { meaning: 'Set by a program.', isInternal: true }),
};
const key = 'long-enough';

describe('reading settings', () => {
  test('returns defaults for presets and undefined for absent settings', () => {
    expect(readSettings('It', shape, { CLINIC_KEY: key })).toMatchObject({
      CLINIC_PORT: 3000,
      CLINIC_KEY: key,
    });
    expect(readSettings('It', shape, { CLINIC_KEY: key }).CLINIC_NAME).toBeUndefined();
  });

  test('treats an empty or blank value as absent', () => {
    const blank = readSettings('It', shape, { CLINIC_KEY: key, CLINIC_PORT: '', CLINIC_NAME: '  ' });
    expect(blank).toEqual(readSettings('It', shape, { CLINIC_KEY: key }));
    expect(() => readSettings('It', shape, { CLINIC_KEY: ' ' })).toThrow('CLINIC_KEY: is not set; expected');
  });

  test('reports all invalid settings at once, with the expected form and the value found', () => {
    const read = () => readSettings('It', shape, { CLINIC_PORT: 'eighty' });
    expect(read).toThrow(
      'It cannot start; these settings are wrong:\n' +
        '  CLINIC_PORT: expected a port number: a whole number, at least 0, at most 65535, got "eighty"\n' +
        '  CLINIC_KEY: is not set; expected at least 8 characters',
    );
  });

  test('never prints the value of a secret', () => {
    const read = () => readSettings('It', shape, { CLINIC_KEY: 'sesame' });
    expect(read).toThrow('CLINIC_KEY: expected at least 8 characters');
    expect(read).not.toThrow('sesame');
  });

  test('prints the beginning of a long value, on one line', () => {
    const read = () => readSettings('It', shape, { CLINIC_KEY: key, CLINIC_PORT: `1\n${'2'.repeat(500)}` });
    expect(read).toThrow(/got "1\\n2{58}…"$/);
  });

  test('rejects a schema that was not declared as a setting', () => {
    const undeclared = { CLINIC_KEY: z.string().min(8) };
    expect(() => readSettings('It', undeclared, {})).toThrow('CLINIC_KEY is not declared as a setting');
  });
});

test.each([
  [wholeNumber(1, 100), ['1', '100'], ['0', '101', '1.5', '1e1', '0x10', '-1', 'one']],
  [port(1), ['1', '65535'], ['0', '65536', 'http']],
  [seconds, ['0.1', '1', '86400'], ['0', '-1', '86401', 'soon']],
  [oneOf(['careful', 'none']), ['none'], ['fast', '']],
  [yesOrNo, ['true', 'false'], ['yes', '1']],
  [webUrl, ['https://example.org/x'], ['javascript:alert(1)', 'example.org']],
  [postgresUrl, ['postgres://a:b@c/d', 'postgresql://c/d'], ['mysql://c/d']],
  [redisUrl, ['redis://c:1', 'rediss://c'], ['http://c']],
])('a kind accepts only the values it describes: %o', (kind, good, bad) => {
  const accepts = (given: string) => kind.schema.safeParse(given).success;
  expect(good.filter((given) => !accepts(given))).toEqual([]);
  expect(bad.filter(accepts)).toEqual([]);
});

test('a preset with an invalid default cannot be declared', () => {
  expect(() => preset(wholeNumber(1, 5), '6', { meaning: 'Too many.' })).toThrow();
});

describe('the example file', () => {
  const rendered = renderExample(['Every setting.'], [{ title: 'Clinic', settings: shape }]);

  test('explains every user setting, and no other', () => {
    expect(rendered).toContain(
      '# Where it listens.\n#   (a port number: a whole number, at least 0, at most 65535; 3000 unless given; for example 8080)\nCLINIC_PORT=\n',
    );
    expect(rendered).toContain('# What it signs with.\n#   (at least 8 characters; secret)\nCLINIC_KEY=\n');
    expect(rendered).not.toContain('CLINIC_INSIDE');
  });
});
