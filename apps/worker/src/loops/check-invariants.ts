import type { Composition } from '../composition.ts';

/** Checks all invariants and publishes the result on the operator's page and as a metric. */
export async function checkInvariants(parts: Composition): Promise<number> {
  const results = await parts.runInvariants();
  const rows = results.map(({ number, name, violations }) => ({ number, name, violations: violations ?? 1 }));
  await parts.duties.saveInvariants(rows);
  for (const { number, violations } of results) {
    parts.metrics.violations.set({ invariant: String(number) }, violations ?? -1);
    if (violations !== 0) parts.log.error({ invariant: number, violations }, 'an invariant does not hold');
  }
  return 0;
}
