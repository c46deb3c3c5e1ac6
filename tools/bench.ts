// `npm run bench`: this version's rates as ratios. `npm run bench -- --against COMMIT`: this version and that one in
// turns; exits with 1 when a row became slower, with 2 when the machine was too busy for a verdict. `npm run bench -- --growth`:
// this version with 10,000 and with a million payments.
import { parseArgs } from 'node:util';
import { provisionRedis } from '@holdfast/starter/stack/provision';
import { compareSizes } from './bench/compare-sizes.ts';
import { compareTrees, type Plan, type RowResult } from './bench/compare-trees.ts';
import { type Call, closedLoop, openLoop } from './bench/load.ts';
import { comparisonTable, ratioLines, rowLine } from './bench/print.ts';
import {
  assertWebhooksApplied,
  type Bench,
  type BenchRow,
  benchRows,
  growthRows,
  openBench,
} from './bench/rows.ts';
import { presentTree } from './bench/source-tree.ts';
import { startBenchStack } from './bench/stack.ts';
import { lossOfGrowth, lossOfVersion } from './bench/verdict.ts';

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    growth: { type: 'boolean', default: false },
    clients: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '9' },
    'most-rounds': { type: 'string', default: '27' },
    scale: { type: 'string', default: '1' },
  },
});

const say = (line: string): void => console.log(line);
const levels = [1, 8, 32] as const;
const openLoopRate = 300;

const undo: (() => Promise<unknown>)[] = [];

async function undoAll(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

function planOf(rows: readonly BenchRow[], allowedLoss: number): Plan {
  return {
    rows,
    allowedLoss,
    clients: Number(options.clients),
    rounds: Number(options.rounds),
    mostRounds: Number(options['most-rounds']),
    scale: Number(options.scale),
    say,
  };
}

function verdictOf(results: readonly RowResult[], { allowedLoss }: Plan): number {
  say(`\n${comparisonTable(results, allowedLoss)}`);
  const has = (verdict: string): boolean => results.some(({ comparison }) => comparison.verdict === verdict);
  if (has('slower')) return 1;
  return has('too noisy') ? 2 : 0;
}

async function against(commit: string): Promise<number> {
  const plan = planOf(benchRows, lossOfVersion);
  return verdictOf(await compareTrees(commit, plan, undo), plan);
}

async function growth(): Promise<number> {
  const plan = planOf(growthRows, lossOfGrowth);
  return verdictOf(await compareSizes(plan, undo), plan);
}

async function prepared(bench: Bench, name: string, count: number): Promise<Call[]> {
  const row = benchRows.find((one) => one.name === name);
  const calls = await row?.prepare(bench, count);
  if (!calls) throw new Error(`bench: "${name}" cannot be prepared`);
  return calls;
}

/** Bookings must work regardless of the messenger and Redis. */
async function openLoopInTrouble(bench: Bench, scale: number): Promise<void> {
  const count = Math.ceil(2_400 * scale);
  const worker = await bench.stack.startWorker();
  const name = `open loop ${openLoopRate}/s`;
  const calm = await openLoop(openLoopRate, await prepared(bench, 'hold over HTTP', count), '201');
  say(rowLine(`${name}, all well`, 'open', calm));
  const calls = await prepared(bench, 'hold over HTTP', count);
  worker.kill('SIGSTOP');
  process.kill(bench.stack.redis.pid, 'SIGSTOP');
  try {
    const troubled = await openLoop(openLoopRate, calls, '201');
    say(rowLine(`${name}, worker and Redis frozen`, 'open', troubled));
    if (Object.keys(troubled.others).length > 0) say(`  other answers: ${JSON.stringify(troubled.others)}`);
  } finally {
    process.kill(bench.stack.redis.pid, 'SIGCONT');
    worker.kill('SIGCONT');
  }
}

async function alone(): Promise<number> {
  const scale = Number(options.scale);
  const stack = await startBenchStack(await presentTree(), Math.max(...levels));
  undo.push(stack.stop);
  const bench = await openBench(stack, scale);
  const best = new Map<string, number>();
  for (const row of benchRows) {
    for (const clients of [8, ...levels]) {
      const isWarmUp = clients === 8 && !best.has(row.name);
      const calls = await prepared(bench, row.name, Math.max(clients, Math.ceil(row.count * 3 * scale)));
      const measured = await closedLoop(clients, calls, row.expected);
      if (Object.keys(measured.others).length > 0)
        throw new Error(`bench: "${row.name}" answered ${JSON.stringify(measured.others)}`);
      best.set(row.name, isWarmUp ? 0 : Math.max(best.get(row.name) ?? 0, measured.perSecond));
      if (!isWarmUp) say(rowLine(row.name, clients, measured));
    }
  }
  await assertWebhooksApplied(bench);
  await openLoopInTrouble(bench, scale);
  say(`\nRatios, best of ${levels.join(', ')} clients\n${ratioLines(best).join('\n')}`);
  return 0;
}

for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => void undoAll().finally(() => process.exit(130)));

const redisMissing = await provisionRedis(say);
if (redisMissing !== null) {
  say(redisMissing);
  process.exit(1);
}

let code = 1;
try {
  if (options.growth) code = await growth();
  else code = await (options.against === undefined ? alone() : against(options.against));
} finally {
  await undoAll();
}
process.exit(code);
