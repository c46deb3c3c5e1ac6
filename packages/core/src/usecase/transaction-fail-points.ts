import type { TxStep } from '@holdfast/db/tenant-tx';
import { declareFailPoint, failPoint } from '../fail-points.ts';

const steps: readonly TxStep[] = [
  'tx.begin.after',
  'tx.commit.before',
  'tx.commit.after',
  'tx.single.before',
  'tx.single.after',
];
for (const step of steps) declareFailPoint(step);

/** Passed to `createTenantTx`, so that storage does not depend on fail points. */
export function onTxStep(step: TxStep): void {
  failPoint(step);
}
