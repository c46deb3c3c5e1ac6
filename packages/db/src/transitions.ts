import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Machine } from '@holdfast/contract/machine';

export const transitionsSqlPath = fileURLToPath(new URL('../sql/10-words.gen.sql', import.meta.url));
export const statesDocumentPath = fileURLToPath(new URL('../../../docs/states.gen.md', import.meta.url));

function isMachine(value: unknown): value is Machine<string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'edges' in value &&
    'states' in value &&
    'isTerminal' in value
  );
}

/** Every machine of the contract, found by file name, so that a new one cannot be forgotten here. */
export async function readMachines(): Promise<Machine<string>[]> {
  const contractSource = path.dirname(fileURLToPath(import.meta.resolve('@holdfast/contract/machine')));
  const files = readdirSync(contractSource, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.states.ts'))
    .sort();
  const machines: Machine<string>[] = [];
  for (const file of files) {
    const exported: Record<string, unknown> = await import(
      pathToFileURL(path.join(contractSource, file)).href
    );
    machines.push(...Object.values(exported).filter(isMachine));
  }
  return machines.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** The rows that feed the transition trigger. */
export function renderTransitionsSql(machines: readonly Machine<string>[]): string {
  const states = machines.flatMap((machine) =>
    machine.states.map(
      (state) =>
        `  (${text(machine.name)}, ${text(state)}, ${machine.rank(state)}, ${machine.initial.includes(state)}, ${machine.isTerminal(state)})`,
    ),
  );
  const edges = machines.flatMap((machine) =>
    machine.edges.map(([from, to]) => `  (${text(machine.name)}, ${text(from)}, ${text(to)})`),
  );
  return [
    '-- Written by "npm run generate" from the *.states.ts files of packages/contract. Do not edit.',
    'insert into transition_states (machine, state, rank, initial, terminal) values',
    `${states.join(',\n')};`,
    '',
    'insert into transition_edges (machine, from_state, to_state) values',
    `${edges.join(',\n')};`,
    '',
  ].join('\n');
}

function renderMachine(machine: Machine<string>): string {
  const starts = machine.initial.map((state) => `  [*] --> ${state}`);
  const edges = machine.edges.map(([from, to]) => `  ${from} --> ${to}`);
  const ends = machine.states
    .filter((state) => machine.isTerminal(state))
    .map((state) => `  ${state} --> [*]`);
  const rule = machine.ranked ? 'Rank never falls, in this order' : 'States';
  return [
    `## ${machine.name}`,
    '',
    `${rule}: ${machine.states.map((state) => `\`${state}\``).join(', ')}.`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...starts,
    ...edges,
    ...ends,
    '```',
    '',
  ].join('\n');
}

export function renderStatesDocument(machines: readonly Machine<string>[]): string {
  const intro =
    '# States and legal edges\n\nWritten by `npm run generate` from the `*.states.ts` files of `packages/contract`. Do not edit.\n';
  return [intro, ...machines.map(renderMachine)].join('\n');
}
