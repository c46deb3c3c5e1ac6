import { AppError } from '@holdfast/contract/errors';
import { describe, expect, test } from 'vitest';
import { createPasswordHasher } from './password-hasher.ts';

describe('password hasher', () => {
  const hasher = createPasswordHasher();

  test('hashes with argon2id at the agreed cost, with a salt of its own each time', async () => {
    const [first, second] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(second).not.toBe(first);
    expect(await hasher.verify(first, 'correct horse')).toBe(true);
    expect(await hasher.verify(first, 'correct horsf')).toBe(false);
  });

  test('an unknown account, an empty and a damaged hash answer false', async () => {
    expect(await hasher.verify(null, 'anything')).toBe(false);
    expect(await hasher.verify('', 'anything')).toBe(false);
    expect(await hasher.verify('$argon2id$v=19$m=19456,t=2,p=1$x', 'anything')).toBe(false);
  });

  test('a storm of log-ins is refused beyond the queue and recovers', async () => {
    const narrow = createPasswordHasher({ maxAtOnce: 1, maxWaiting: 2 });
    const storm = await Promise.allSettled(Array.from({ length: 6 }, () => narrow.verify(null, 'x')));
    const refused = storm.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(3);
    for (const one of refused) expect(one.reason).toBeInstanceOf(AppError);
    expect(await narrow.verify(null, 'x')).toBe(false);
  });
});
