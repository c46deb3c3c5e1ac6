import { appendFileSync } from 'node:fs';

/**
 * Named points where a test may break the process, to prove that everything converges afterwards.
 *
 * Spec: `name=action` pairs separated by commas, e.g.
 *   `whatsapp.click.after=kill,tenant-tx.commit.before=once,hits=/path/to/hits.log`
 * Actions: `throw` (every time), `once` (throw the first time), `kill` (SIGKILL to this process), `record` (only note it).
 * `@n` after an action skips the first n-1 passes: `tx.commit.after=kill@3`.
 * `*` means every declared point; an explicit name wins. `hits` names a file that gets one line per hit, `name action`.
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

const actions: ReadonlySet<string> = new Set<FailPointAction>(['throw', 'once', 'kill', 'record']);

interface Order {
  readonly action: FailPointAction;
  /** The first pass that counts, from 1. */
  readonly from: number;
}

interface Armed {
  readonly orders: Map<string, Order>;
  readonly passes: Map<string, number>;
  readonly hitsFile: string | null;
}

const declared = new Set<string>();
let armed: Armed | null = null;

/** Call at module level beside the code it breaks, so that the registry is complete once the program is loaded. */
export function declareFailPoint<Name extends string>(name: Name): Name {
  declared.add(name);
  return name;
}

export function declaredFailPoints(): string[] {
  return [...declared].sort();
}

/** Synchronous on purpose: a call between any two statements does not change their order. */
export function failPoint(name: string): void {
  if (armed === null) return;
  if (!declared.has(name)) throw new Error(`Fail point "${name}" was never declared`);
  const order = armed.orders.get(name) ?? armed.orders.get('*');
  if (order === undefined) return;
  const { action, from } = order;
  const pass = (armed.passes.get(name) ?? 0) + 1;
  armed.passes.set(name, pass);
  if (pass < from || (action === 'once' && pass > from)) return;
  if (armed.hitsFile !== null) appendFileSync(armed.hitsFile, `${name} ${action}\n`);
  if (action === 'record') return;
  if (action === 'kill') process.kill(process.pid, 'SIGKILL');
  throw new FailPointError(name);
}

/** Returns the names in the spec that nothing in this process declares, for the caller to reject or accept. */
export function armFailPoints(spec: string | undefined): string[] {
  armed = parseSpec(spec ?? '');
  if (armed === null) return [];
  return [...armed.orders.keys()].filter((name) => name !== '*' && !declared.has(name));
}

export function disarmFailPoints(): void {
  armed = null;
}

function parseSpec(spec: string): Armed | null {
  const orders = new Map<string, Order>();
  let hitsFile: string | null = null;
  for (const part of spec.split(',')) {
    const pair = part.trim();
    if (pair === '') continue;
    const split = pair.indexOf('=');
    const name = pair.slice(0, split);
    const value = pair.slice(split + 1);
    if (split < 1 || value === '') throw new Error(`Fail point spec: "${pair}" is not name=action`);
    if (name === 'hits') hitsFile = value;
    else orders.set(name, parseOrder(value));
  }
  return orders.size === 0 ? null : { orders, passes: new Map(), hitsFile };
}

function parseOrder(text: string): Order {
  const [action = '', from = '1', ...rest] = text.split('@');
  if (isAction(action) && /^[1-9]\d{0,5}$/.test(from) && rest.length === 0)
    return { action, from: Number(from) };
  throw new Error(`Fail point spec: "${text}" is not one of ${[...actions].join(', ')}, with @n or without`);
}

function isAction(value: string): value is FailPointAction {
  return actions.has(value);
}
