import { byName, mapValues } from './words.ts';

type StateSets<S extends string> = Readonly<Record<string, readonly S[]>>;
type StateMaps<S extends string> = Readonly<Record<string, Readonly<Record<S, string>>>>;

/** One lifecycle as data: states in rank order, legal edges, and the sets and maps of states that rules use. */
export interface Machine<
  S extends string,
  Sets extends StateSets<S> = StateSets<S>,
  Maps extends StateMaps<S> = StateMaps<S>,
> {
  readonly name: string;
  readonly states: readonly S[];
  /** Every state by name: code writes `bookingMachine.state.confirmed`. */
  readonly state: { readonly [K in S]: K };
  readonly initial: readonly S[];
  readonly edges: readonly (readonly [S, S])[];
  /** Named groups of states; each becomes the SQL function `<machine>_is_<set>`. */
  readonly sets: Sets;
  /** The same groups as predicates: `bookingMachine.is.unpaid(state)`. */
  readonly is: { readonly [N in keyof Sets & string]: (state: S) => boolean };
  /** One value for every state; each map becomes the SQL function `<machine>_<map>`, which raises on unknown states. */
  readonly maps: Maps;
  /** True where a transition may never lead to a lower rank. */
  readonly ranked: boolean;
  readonly can: (from: S, to: S) => boolean;
  readonly next: (from: S) => readonly S[];
  readonly isTerminal: (state: S) => boolean;
  readonly rank: (state: S) => number;
}

interface MachineDefinition<S extends string, Sets, Maps> {
  readonly name: string;
  readonly states: readonly S[];
  readonly initial: readonly NoInfer<S>[];
  readonly edges: readonly (readonly [NoInfer<S>, NoInfer<S>])[];
  readonly sets: Sets;
  readonly maps: Maps;
  readonly ranked: boolean;
}

const duplicateOf = (values: readonly string[]): string | undefined =>
  values.find((value, index) => values.indexOf(value) !== index);

type AnyDefinition = MachineDefinition<string, StateSets<string>, StateMaps<string>>;

function unreachableOf({ states, initial, edges }: AnyDefinition): string[] {
  const reached = new Set(initial);
  for (const state of reached) for (const [from, to] of edges) if (from === state) reached.add(to);
  return states.filter((state) => !reached.has(state));
}

function edgeProblem(definition: AnyDefinition): string | undefined {
  const { states, edges, ranked } = definition;
  if (duplicateOf(states) !== undefined) return 'a state is listed twice';
  if (duplicateOf(edges.map((edge) => edge.join('>'))) !== undefined) return 'an edge is listed twice';
  const unreachable = unreachableOf(definition);
  if (unreachable.length > 0) return `unreachable states ${unreachable.join(', ')}`;
  const falling = edges.find(([from, to]) => ranked && states.indexOf(to) <= states.indexOf(from));
  return falling && `edge ${falling.join(' → ')} falls in rank`;
}

function setProblem({ states, sets }: AnyDefinition): string | undefined {
  for (const [set, members] of Object.entries(sets)) {
    if (members.length === 0) return `set ${set} is empty`;
    if (duplicateOf(members) !== undefined) return `set ${set} lists a state twice`;
    const unknown = members.find((member) => !states.includes(member));
    if (unknown !== undefined) return `set ${set} names ${unknown}, which is no state`;
  }
  return undefined;
}

function mapProblem({ states, maps }: AnyDefinition): string | undefined {
  const isTotal = (known: readonly string[]) =>
    known.length === states.length && states.every((state) => known.includes(state));
  const partial = Object.entries(maps).find(([, answers]) => !isTotal(Object.keys(answers)));
  return partial && `map ${partial[0]} must answer for every state and for no other`;
}

/** Builds a machine; throws at import when a state is unreachable, an edge breaks the rank rule or a set is wrong. */
export function defineMachine<
  const S extends string,
  const Sets extends StateSets<NoInfer<S>>,
  const Maps extends StateMaps<NoInfer<S>>,
>(definition: MachineDefinition<S, Sets, Maps>): Machine<S, Sets, Maps> {
  const problem = edgeProblem(definition) ?? setProblem(definition) ?? mapProblem(definition);
  if (problem !== undefined) throw new Error(`${definition.name}: ${problem}`);
  const { states, edges, sets } = definition;
  const rankOf = new Map<S, number>(states.map((state, index) => [state, index]));
  const nextOf = new Map<S, S[]>(states.map((state) => [state, []]));
  for (const [from, to] of edges) nextOf.get(from)?.push(to);

  return {
    ...definition,
    state: byName(states),
    is: mapValues(sets, (members: readonly S[]) => {
      const inSet = new Set(members);
      return (state: S) => inSet.has(state);
    }),
    can: (from, to) => nextOf.get(from)?.includes(to) ?? false,
    next: (from) => nextOf.get(from) ?? [],
    isTerminal: (state) => (nextOf.get(state) ?? []).length === 0,
    rank: (state) => rankOf.get(state) ?? -1,
  };
}
