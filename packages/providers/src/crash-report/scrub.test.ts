import { describe, expect, test } from 'vitest';
import { scrubError, scrubText } from './scrub.ts';

describe('scrubbing', () => {
  test.each([
    ['user +919812345678 has no account', '+919812345678'],
    ['user 98123 45678 98 has no account', '98123 45678'],
    ['sent to asha.rao@hospital.example', 'asha.rao'],
    ['header was Bearer abc.def', 'abc.def'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln is not valid', 'eyJ'],
    ['cannot reach postgres://holdfast_api:s3cret@db:5432/holdfast', 's3cret'],
    ['Key (full_name)=(Asha Rao) already exists', 'Asha'],
  ])('%j loses what is personal or secret', (text, secret) => {
    expect(scrubText(text)).not.toContain(secret);
  });

  test('an error keeps its type, code and frames, and nothing that a library hung on it', () => {
    const cause = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(a@b.example)',
    });
    const scrubbed = scrubError(new Error('could not save a@b.example', { cause }));
    expect(scrubbed.cause).toMatchObject({ type: 'Error', code: '23505', message: 'duplicate key' });
    expect(scrubbed.stack).toContain('scrub.test.ts');
    expect(JSON.stringify(scrubbed)).not.toContain('a@b.example');
  });

  test('what is not an error, and a chain without end, are written down too', () => {
    expect(scrubError('plain')).toMatchObject({ type: 'string', message: 'plain' });
    const endless = new Error('again');
    endless.cause = endless;
    expect(JSON.stringify(scrubError(endless)).length).toBeLessThan(20_000);
  });
});
