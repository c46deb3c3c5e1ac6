import { setTimeout as sleep } from 'node:timers/promises';

/** Ends early, without complaint, when `ending` is aborted. */
export async function pause(ms: number, ending?: AbortSignal): Promise<void> {
  if (ms <= 0 || ending?.aborted === true) return;
  await sleep(ms, undefined, ending === undefined ? {} : { signal: ending }).catch((error: unknown) => {
    if (ending?.aborted !== true) throw error;
  });
}

/** Asks until it gets an answer other than null, or null when the time is over. */
export async function waitFor<Answer>(
  ask: () => Promise<Answer | null>,
  { timeoutMs, pollMs }: { timeoutMs: number; pollMs: number },
): Promise<Answer | null> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null || Date.now() >= deadline) return answer;
    await pause(pollMs);
  }
}

/** For a promise whose rejection somebody else handles: without it the process would end. */
export function ignore(): undefined {
  return undefined;
}

export class TooLate extends Error {}

export async function within<Answer>(
  timeoutMs: number,
  what: string,
  work: Promise<Answer>,
): Promise<Answer> {
  const controller = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: controller.signal }).then(() => {
    throw new TooLate(`${what} gave no answer in ${timeoutMs} ms`);
  });
  late.catch(ignore);
  work.catch(ignore);
  try {
    return await Promise.race([work, late]);
  } finally {
    controller.abort();
  }
}

export interface Turn {
  readonly take: <Answer>(work: () => Promise<Answer>) => Promise<Answer>;
}

/** One at a time, in the order of asking. */
export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take: (work) => {
      const mine = last.then(work);
      last = mine.catch(ignore);
      return mine;
    },
  };
}
