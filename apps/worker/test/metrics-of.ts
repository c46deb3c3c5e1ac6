import type { ReadinessReport } from '@holdfast/core/readiness/readiness';
import type { WorldProcess } from '../../../e2e/world/world-process.ts';

/** One sample of a worker's metrics, by its printed name and labels; undefined when there is none. */
export async function metricOf(worker: WorldProcess, sample: string): Promise<number | undefined> {
  const text = await (await fetch(`${worker.url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}

export async function readyzOf(worker: WorldProcess) {
  const response = await fetch(`${worker.url}/readyz`);
  const body = (await response.json()) as ReadinessReport;
  return { httpStatus: response.status, ...body };
}
