import { fillMoney } from '@holdfast/testkit/fill-money';
import { compareBenches, openTree, type Plan, type RowResult, type Undo } from './compare-trees.ts';
import { type Bench, seedMoney } from './rows.ts';
import { presentTree } from './source-tree.ts';

const paymentsBefore = 10_000;
const paymentsNow = 1_000_000;

/** Measures this version on few payments, on many, and on few again. */
export async function compareSizes(plan: Plan, undo: Undo): Promise<RowResult[]> {
  const tree = await presentTree();
  const open = async (payments: number): Promise<Bench> => {
    const bench = await openTree(tree, plan, undo);
    await seedMoney(bench);
    const count = Math.ceil(payments * plan.scale);
    await fillMoney(bench.stack.superuser, count);
    await bench.stack.superuser.query('vacuum (analyze)');
    plan.say(`${count} payments are there`);
    return bench;
  };
  const before = await open(paymentsBefore);
  const now = await open(paymentsNow);
  return compareBenches({ before, now, control: await open(paymentsBefore) }, plan);
}
