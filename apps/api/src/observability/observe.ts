import type { CrashReporter } from '@holdfast/core/ports/crash-reporter';
import { createFaults, type Faults } from './faults.ts';
import { createLog, type Log, type LogOptions } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';

export interface Observability {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly reporter: CrashReporter;
  readonly faults: Faults;
}

/** Log, metrics and crash reports of one process. */
export async function observe(
  options: LogOptions,
  createReporter: (log: Log) => Promise<CrashReporter>,
): Promise<Observability> {
  const log = createLog(options);
  const metrics = createMetrics();
  const reporter = await createReporter(log);
  return { log, metrics, reporter, faults: createFaults({ log, metrics, reporter }) };
}
