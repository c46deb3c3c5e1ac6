import { closedLoop, type Measured, summarise } from './load.ts';
import { assertWebhooksApplied, type Bench, type BenchRow, openBench } from './rows.ts';
import { presentTree, type SourceTree, treeOfCommit } from './source-tree.ts';
import { startBenchStack } from './stack.ts';
import { type Comparison, compare, type Round } from './verdict.ts';

/** What is compared: the old version, the new one, and the old one again. */
const seats = ['before', 'now', 'control'] as const;
export type Seat = (typeof seats)[number];

interface Slice {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

export interface Plan {
  readonly rows: readonly BenchRow[];
  /** Share of its rate that a row may lose. */
  readonly allowedLoss: number;
  readonly clients: number;
  readonly rounds: number;
  /** Rows that look slower or are still unclear get more rounds, up to this many. */
  readonly mostRounds: number;
  /** Share of each row's calls, for a quick run. */
  readonly scale: number;
  readonly say: (line: string) => void;
}

export interface RowResult {
  readonly name: string;
  readonly before: Measured;
  readonly now: Measured;
  readonly comparison: Comparison;
}

/** Every version runs first, second and last equally often, because the order affects the state of the machine. */
const orders: readonly (readonly Seat[])[] = [
  ['before', 'now', 'control'],
  ['now', 'control', 'before'],
  ['control', 'before', 'now'],
  ['control', 'now', 'before'],
  ['before', 'control', 'now'],
  ['now', 'before', 'control'],
];

async function measureSlice(bench: Bench, row: BenchRow, plan: Plan, name: string): Promise<Slice | null> {
  await bench.clinic.keepLoggedIn();
  const calls = await row.prepare(bench, Math.max(plan.clients, Math.ceil(row.count * plan.scale)));
  if (!calls) return null;
  const measured = await closedLoop(plan.clients, calls, row.expected);
  if (Object.keys(measured.others).length > 0)
    throw new Error(`bench: "${row.name}" on ${name} answered ${JSON.stringify(measured.others)}`);
  return measured;
}

type Slices = Record<Seat, Slice[]>;

async function playRound(
  benches: Record<Seat, Bench>,
  row: BenchRow,
  plan: Plan,
  index: number,
): Promise<Record<Seat, Slice> | null> {
  const slices = new Map<Seat, Slice>();
  for (const seat of orders[index % orders.length] ?? seats) {
    const slice = await measureSlice(benches[seat], row, plan, benches[seat].stack.label);
    if (slice) slices.set(seat, slice);
  }
  const [before, now, control] = seats.map((seat) => slices.get(seat));
  return before && now && control ? { before, now, control } : null;
}

function roundsOf(slices: Slices): Round[] {
  return slices.before.flatMap(({ perSecond }, index) => {
    const now = slices.now[index]?.perSecond;
    const control = slices.control[index]?.perSecond;
    return now && control ? [{ before: perSecond, now, control }] : [];
  });
}

function whole(slices: readonly Slice[], row: BenchRow): Measured {
  const latencies = slices.flatMap(({ latenciesMs }) => latenciesMs);
  const seconds = slices.reduce((sum, one) => sum + one.latenciesMs.length / one.perSecond, 0);
  return summarise(
    latencies,
    latencies.map(() => row.expected),
    seconds,
    row.expected,
  );
}

async function measureRows(benches: Record<Seat, Bench>, plan: Plan): Promise<RowResult[]> {
  const taken = new Map(plan.rows.map((row) => [row, { before: [], now: [], control: [] } as Slices]));
  // The first round is a warm-up and is discarded.
  for (const row of plan.rows) {
    if (await playRound(benches, row, { ...plan, scale: plan.scale / 2 }, 0)) continue;
    taken.delete(row);
    plan.say(`"${row.name}" cannot be compared: one of the versions does not have it`);
  }
  const isOpen = (slices: Slices, done: number): boolean =>
    done < plan.rounds || compare(roundsOf(slices), plan.allowedLoss).verdict !== 'ok';
  for (let done = 0; done < plan.mostRounds; done += 1) {
    const open = [...taken].filter(([, slices]) => isOpen(slices, done));
    if (open.length === 0) break;
    plan.say(
      `round ${done + 1}: ${open.length === taken.size ? 'all rows' : open.map(([{ name }]) => name).join(', ')}`,
    );
    for (const [row, slices] of open) {
      const round = await playRound(benches, row, plan, done);
      if (round) for (const seat of seats) slices[seat].push(round[seat]);
    }
  }
  return [...taken].map(([row, slices]) => ({
    name: row.name,
    before: whole([...slices.before, ...slices.control], row),
    now: whole(slices.now, row),
    comparison: compare(roundsOf(slices), plan.allowedLoss),
  }));
}

export type Undo = (() => Promise<unknown>)[];

export async function openTree(tree: SourceTree, plan: Plan, undo: Undo): Promise<Bench> {
  const stack = await startBenchStack(tree, plan.clients);
  undo.push(stack.stop);
  return openBench(stack, plan.scale);
}

/** Measures on one machine in turns, one at a time. */
export async function compareBenches(benches: Record<Seat, Bench>, plan: Plan): Promise<RowResult[]> {
  const results = await measureRows(benches, plan);
  for (const bench of Object.values(benches)) await assertWebhooksApplied(bench);
  return results;
}

export async function compareTrees(commit: string, plan: Plan, undo: Undo): Promise<RowResult[]> {
  const old = await treeOfCommit(commit);
  undo.push(old.remove);
  const present = await presentTree();
  plan.say(`before: ${old.label}, now: ${present.label}`);
  const before = await openTree(old, plan, undo);
  const now = await openTree(present, plan, undo);
  return compareBenches({ before, now, control: await openTree(old, plan, undo) }, plan);
}
