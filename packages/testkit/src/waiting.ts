import { waitFor } from '@holdfast/starter/stack/alive';

/** Polls a condition with a deadline, instead of sleeping for a guessed time; fails with the name of what it waited for. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  if (!(await waitFor(condition, deadlineMs, 10)))
    throw new Error(`not reached in ${deadlineMs} ms: ${what}`);
}
