import { AppError } from '@holdfast/contract/errors';

const maxTries = 20;

/** The last of those who wait for their turn, by what they change. */
const queues = new Map<string, Promise<unknown>>();

async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const mine = (queues.get(key) ?? Promise.resolve()).then(work, work);
  queues.set(key, mine);
  try {
    return await mine;
  } finally {
    if (queues.get(key) === mine) queues.delete(key);
  }
}

/** Undefined also where the time of a successor was taken while we decided: the next read says so. */
async function missed<T>(tryOnce: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await tryOnce();
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'SLOT_TAKEN') return undefined;
    throw thrown;
  }
}

/**
 * Reads, decides and writes until nothing moved in between: `tryOnce` answers undefined when something did. After a first miss
 * the tries of this process about the same `key` take turns: of many at once each would lose to one of the others. Errors:
 * OVERLOADED when the bill never held still.
 */
export async function untilStill<T>(key: string, tryOnce: () => Promise<T | undefined>): Promise<T> {
  const first = await missed(tryOnce);
  if (first !== undefined) return first;
  return inTurn(key, async () => {
    for (let tries = 1; tries < maxTries; tries += 1) {
      const result = await missed(tryOnce);
      if (result !== undefined) return result;
    }
    throw new AppError('OVERLOADED', { internal: 'the bill never held still' });
  });
}
