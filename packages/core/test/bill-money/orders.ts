import type { Step } from './bill-world.ts';

/**
 * Every order in which the steps can arrive. Facts arrive in any order; what we do ourselves keeps its order, and the
 * provider cannot carry out a request that has not been sent.
 */
export function* ordersOf(steps: readonly Step[]): Generator<Step[]> {
  if (steps.length === 0) {
    yield [];
    return;
  }
  const firstOwn = steps.findIndex(({ kind }) => kind === 'own');
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'own' && index !== firstOwn) continue;
    // A step that is there twice begins an order once.
    if (steps.indexOf(step) !== index) continue;
    const rest = steps.toSpliced(index, 1);
    for (const order of ordersOf(rest)) yield [step, ...order];
  }
}

/** The same steps with one fact told twice. */
export const withRepeats = (steps: readonly Step[]): Step[][] =>
  steps.flatMap((step) => (step.kind === 'attempt' || step.kind === 'refund' ? [[...steps, step]] : []));
