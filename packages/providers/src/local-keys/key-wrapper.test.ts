import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLocalKeyWrapper } from './key-wrapper.ts';

const newKey = (): string => randomBytes(32).toString('base64');
function wrapper(current: string, previous?: string) {
  const made = createLocalKeyWrapper({ SECRETS_KEY: current, SECRETS_KEY_PREVIOUS: previous });
  if (!made) throw new Error('no key');
  return made;
}
const [first, second] = [newKey(), newKey()];
const dataKey = randomBytes(32);

test('without a key nothing is wrapped', () => {
  expect(createLocalKeyWrapper({})).toBeNull();
  expect(createLocalKeyWrapper({ SECRETS_KEY_PREVIOUS: first })).toBeNull();
});

describe('a wrapped data key', () => {
  test('opens for its row with the key that wrapped it', async () => {
    const wrapped = await wrapper(first).wrap(dataKey, 'row 1');
    expect(await wrapper(first).unwrap(wrapped, 'row 1')).toEqual(dataKey);
    expect(wrapped.wrapped.includes(dataKey)).toBe(false);
  });

  test('does not open for another row, nor when it was changed', async () => {
    const wrapped = await wrapper(first).wrap(dataKey, 'row 1');
    await expect(wrapper(first).unwrap(wrapped, 'row 2')).rejects.toThrow();
    const changed = Buffer.from(wrapped.wrapped);
    changed.writeUInt8(changed.readUInt8(20) ^ 1, 20);
    await expect(wrapper(first).unwrap({ ...wrapped, wrapped: changed }, 'row 1')).rejects.toThrow();
  });

  test('opens after a rotation as long as the key before is there, and is wrapped by the new one', async () => {
    const wrapped = await wrapper(first).wrap(dataKey, 'row 1');
    const rotated = wrapper(second, first);
    expect(await rotated.unwrap(wrapped, 'row 1')).toEqual(dataKey);
    const again = await rotated.wrap(dataKey, 'row 1');
    expect(again.wrappedBy).toBe(wrapper(second).name);
    expect(await wrapper(second).unwrap(again, 'row 1')).toEqual(dataKey);
  });

  test('does not open without the key that wrapped it, and the error names no key', async () => {
    const wrapped = await wrapper(first).wrap(dataKey, 'row 1');
    const failure = await wrapper(second)
      .unwrap(wrapped, 'row 1')
      .catch((thrown: unknown) => String(thrown));
    expect(failure).toContain(wrapped.wrappedBy);
    for (const key of [first, second]) expect(failure).not.toContain(key.slice(0, 8));
  });
});
