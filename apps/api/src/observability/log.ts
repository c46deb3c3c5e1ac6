import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

export interface LogOptions {
  readonly level: string;
  /** Rewrites an error without personal data. */
  readonly scrubError: (error: unknown) => object;
  /** Standard output unless a test wants to read it. */
  readonly destination?: DestinationStream | undefined;
}

/** Standard output. When its reader is gone the lines are lost; the process continues and can still be stopped. */
function standardOutput(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: true });
  output.on('error', () => undefined);
  return output;
}

/** One JSON line per event. Callers pass only ids and fixed words; errors are scrubbed here. */
export function createLog(options: LogOptions): Log {
  const settings = {
    level: options.level,
    base: { app: 'api', pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: options.scrubError },
  };
  return pino(settings, options.destination ?? standardOutput());
}
