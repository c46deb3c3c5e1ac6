import { AppError } from '@holdfast/contract/errors';

const maxTries = 20;

/**
 * Reads, decides and writes until nothing moved in between: `tryOnce` answers undefined when something did. Errors:
 * OVERLOADED when the bill never held still.
 */
export async function untilStill<T>(tryOnce: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    try {
      const result = await tryOnce();
      if (result !== undefined) return result;
    } catch (thrown) {
      // The time of a successor was taken while we decided: the next read says so.
      if (!(thrown instanceof AppError && thrown.code === 'SLOT_TAKEN')) throw thrown;
    }
  }
  throw new AppError('OVERLOADED', { internal: 'the bill never held still' });
}
