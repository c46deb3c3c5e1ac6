import { waitFor } from '@holdfast/starter/stack/alive';

/** Polls a condition until a deadline instead of sleeping; the error names what it waited for. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  if (!(await waitFor(condition, deadlineMs, 10)))
    throw new Error(`not reached in ${deadlineMs} ms: ${what}`);
}
