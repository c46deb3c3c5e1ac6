/** One lifecycle as data: states in rank order, legal edges, and the ends derived from "no way out". */
export interface Machine<S extends string> {
  readonly name: string;
  readonly states: readonly S[];
  readonly initial: readonly S[];
  readonly edges: readonly (readonly [S, S])[];
  /** True where a state may never be followed by one of a lower rank. */
  readonly ranked: boolean;
  readonly can: (from: S, to: S) => boolean;
  readonly next: (from: S) => readonly S[];
  readonly isTerminal: (state: S) => boolean;
  readonly rank: (state: S) => number;
}

interface MachineDefinition<S extends string> {
  readonly name: string;
  readonly states: readonly S[];
  readonly initial: readonly NoInfer<S>[];
  readonly edges: readonly (readonly [NoInfer<S>, NoInfer<S>])[];
  readonly ranked: boolean;
}

/** Builds a machine; throws at import when a state is unreachable or an edge breaks the rank rule. */
export function defineMachine<const S extends string>(definition: MachineDefinition<S>): Machine<S> {
  const { name, states, initial, edges, ranked } = definition;
  const rankOf = new Map<S, number>(states.map((state, index) => [state, index]));
  const nextOf = new Map<S, S[]>(states.map((state) => [state, []]));
  for (const [from, to] of edges) nextOf.get(from)?.push(to);
  const rank = (state: S): number => rankOf.get(state) ?? -1;

  const reached = new Set<S>(initial);
  for (const state of reached) for (const to of nextOf.get(state) ?? []) reached.add(to);
  const unreachable = states.filter((state) => !reached.has(state));
  if (unreachable.length > 0) throw new Error(`${name}: unreachable states ${unreachable.join(', ')}`);
  if (new Set(states).size !== states.length) throw new Error(`${name}: a state is listed twice`);
  if (new Set(edges.map((edge) => edge.join('>'))).size !== edges.length) {
    throw new Error(`${name}: an edge is listed twice`);
  }
  const falling = edges.find(([from, to]) => ranked && rank(to) <= rank(from));
  if (falling) throw new Error(`${name}: edge ${falling.join(' → ')} falls in rank`);

  return {
    name,
    states,
    initial,
    edges,
    ranked,
    can: (from, to) => nextOf.get(from)?.includes(to) ?? false,
    next: (from) => nextOf.get(from) ?? [],
    isTerminal: (state) => (nextOf.get(state) ?? []).length === 0,
    rank,
  };
}
