import type { CrashContext, CrashReporter } from '@holdfast/core/ports/crash-reporter';
import { type ScrubbedError, scrubError } from './scrub.ts';

export type WriteCrash = (entry: CrashContext & { readonly crash: ScrubbedError }) => void;

/** The default: a crash is a line in the log. */
export function createLogReporter(write: WriteCrash): CrashReporter {
  return {
    report: (error, context) => write({ ...context, crash: scrubError(error) }),
    close: async () => undefined,
  };
}
