import { TooLate } from '../waiting.ts';

const signs =
  /invalid session id|no such window|tab crashed|session deleted|disconnected|not reachable|chrome not reachable|ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR|socket|fetch failed|request timed out|aborted due to timeout/i;

/** Whether an error of a command says that this browser or its driver will never answer again. */
export function isBrowserDead(error: unknown): boolean {
  if (error instanceof TooLate) return true;
  if (!(error instanceof Error)) return false;
  const cause = error.cause instanceof Error ? `${error.cause.name} ${error.cause.message}` : '';
  return signs.test(`${error.name} ${error.message} ${cause}`);
}
