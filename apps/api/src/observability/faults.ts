import type { ErrorCode } from '@holdfast/contract/errors';
import type { CrashContext, CrashReporter } from '@holdfast/core/ports/crash-reporter';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

export interface RefusalPlace {
  readonly requestId: string;
  readonly route: string;
}

/** The one place that records defects and rejections. */
export interface Faults {
  readonly crash: (error: unknown, context: CrashContext) => void;
  /** An external failure that the process tolerates: logged, not reported as a crash. */
  readonly trouble: (error: unknown, where: string) => void;
  readonly refused: (code: ErrorCode, internal: string | null, place: RefusalPlace) => void;
}

/** Rejections caused by our side rather than by the caller. */
const worthWarning: ReadonlySet<ErrorCode> = new Set([
  'OVERLOADED',
  'ORDER_REJECTED',
  'PROVIDER_UNAVAILABLE',
]);

export function createFaults(parts: { log: Log; metrics: Metrics; reporter: CrashReporter }): Faults {
  const { log, metrics, reporter } = parts;
  return {
    crash: (error, context) => {
      metrics.crashes.inc({ where: context.where });
      reporter.report(error, context);
    },
    trouble: (error, where) => log.warn({ err: error, where }, 'trouble'),
    refused: (code, internal, place) => {
      const level = worthWarning.has(code) ? 'warn' : 'debug';
      log[level]({ ...place, code, internal }, 'refused');
    },
  };
}
