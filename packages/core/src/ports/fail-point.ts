import { appendFileSync } from 'node:fs';

/**
 * Named places where a test may break the process, to prove that everything converges afterwards.
 *
 * Spec: `name=action` pairs separated by commas, e.g.
 *   `razorpay.create-order.after=kill,tenant-tx.commit.before=once,hits=/path/to/hits.log`
 * Actions: `throw` (every time), `once` (throw the first time), `kill` (SIGKILL to this process), `record` (only note it).
 * `*` stands for every declared point; a name of its own wins. `hits` names a file that gets one line per hit, `name action`.
 */
export type FailPointAction = 'throw' | 'once' | 'kill' | 'record';

export class FailPointError extends Error {
  readonly failPoint: string;

  constructor(failPoint: string) {
    super(`Fail point "${failPoint}" was armed to throw`);
    this.name = 'FailPointError';
    this.failPoint = failPoint;
  }
}

const ACTIONS: ReadonlySet<string> = new Set<FailPointAction>(['throw', 'once', 'kill', 'record']);

type Armed = { actions: Map<string, FailPointAction>; spent: Set<string>; hitsFile: string | null };

const declared = new Set<string>();
let armed: Armed | null = null;

/** Call at module level beside the code that it guards, so that the registry is complete once the program is loaded. */
export function declareFailPoint<Name extends string>(name: Name): Name {
  declared.add(name);
  return name;
}

export function declaredFailPoints(): string[] {
  return [...declared].sort();
}

/** Synchronous on purpose: it can stand between any two statements without changing their order. */
export function failPoint(name: string): void {
  if (armed === null) return;
  if (!declared.has(name)) throw new Error(`Fail point "${name}" was never declared`);
  const action = armed.actions.get(name) ?? armed.actions.get('*');
  if (action === undefined) return;
  if (action === 'once') {
    if (armed.spent.has(name)) return;
    armed.spent.add(name);
  }
  if (armed.hitsFile !== null) appendFileSync(armed.hitsFile, `${name} ${action}\n`);
  if (action === 'record') return;
  if (action === 'kill') process.kill(process.pid, 'SIGKILL');
  throw new FailPointError(name);
}

/** Returns the names in the spec that nothing in this process declares, for the caller to complain about or accept. */
export function armFailPoints(spec: string | undefined): string[] {
  armed = parseSpec(spec ?? '');
  if (armed === null) return [];
  return [...armed.actions.keys()].filter((name) => name !== '*' && !declared.has(name));
}

export function disarmFailPoints(): void {
  armed = null;
}

function parseSpec(spec: string): Armed | null {
  const actions = new Map<string, FailPointAction>();
  let hitsFile: string | null = null;
  for (const part of spec.split(',')) {
    const pair = part.trim();
    if (pair === '') continue;
    const split = pair.indexOf('=');
    const name = pair.slice(0, split);
    const value = pair.slice(split + 1);
    if (split < 1 || value === '') throw new Error(`Fail point spec: "${pair}" is not name=action`);
    if (name === 'hits') hitsFile = value;
    else if (isAction(value)) actions.set(name, value);
    else throw new Error(`Fail point spec: "${value}" is not one of ${[...ACTIONS].join(', ')}`);
  }
  return actions.size === 0 ? null : { actions, spent: new Set(), hitsFile };
}

function isAction(value: string): value is FailPointAction {
  return ACTIONS.has(value);
}
