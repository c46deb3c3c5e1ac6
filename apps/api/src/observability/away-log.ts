import type { Log } from './log.ts';

export interface AwayLog {
  readonly onError: (error: Error) => void;
  readonly onReady: () => void;
}

/** An unavailable service fails at every try: logs one line when it goes down and one when it is back. */
export function createAwayLog(log: Log, goneText: string, backText: string): AwayLog {
  let isAway = false;
  return {
    onError: (error) => {
      if (!isAway) log.warn({ err: error }, goneText);
      isAway = true;
    },
    onReady: () => {
      if (isAway) log.info(backText);
      isAway = false;
    },
  };
}
