import { fileURLToPath } from 'node:url';
import type { Machine } from '@holdfast/contract/machine';
import type { Words } from './read-words.ts';

export const statesDocumentPath = fileURLToPath(new URL('../../../../docs/states.gen.md', import.meta.url));
export const wordsDocumentPath = fileURLToPath(new URL('../../../../docs/words.gen.md', import.meta.url));

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

function setsOf({ sets, maps }: Machine<string>): string[] {
  const named = Object.entries(sets).map(([set, members]) => `* **${set}**: ${code(members)}`);
  const answers = Object.entries(maps).map(([map, byState]) => {
    const rows = Object.entries(byState).map(([state, answer]) => `\`${state}\` ${answer}`);
    return `* **${map}**: ${rows.join(', ')}`;
  });
  const lines = [...named, ...answers];
  return lines.length === 0 ? [] : [...lines, ''];
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
    `${rule}: ${code(machine.states)}.`,
    '',
    ...setsOf(machine),
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
    '# States, legal edges and sets\n\nWritten by `npm run generate` from the `*.states.ts` files of `packages/contract`. Do not edit.\n';
  return [intro, ...machines.map(renderMachine)].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row), ''].join('\n');

function roleMatrix({ clinicRoles, capabilityRoles }: Words): string {
  const rows = Object.entries(capabilityRoles).map(([capability, roles]) => [
    `\`${capability}\``,
    ...clinicRoles.map((role) => (roles.includes(role) ? 'yes' : '')),
  ]);
  return table(['capability', ...clinicRoles], rows);
}

function messageTable({ messageKinds }: Words): string {
  const rows = Object.entries(messageKinds).map(([kind, facts]) => [
    `\`${kind}\``,
    facts.subject,
    facts.purpose,
    String(facts.priority),
    facts.expirySeconds === null ? '' : `${facts.expirySeconds} s`,
    facts.whileBooking === null ? 'any' : code(facts.whileBooking),
    facts.needsConsent ? 'yes' : 'no',
    code(facts.variables),
  ]);
  return table(
    ['kind', 'about', 'purpose', 'priority', 'expires', 'while the booking is', 'consent', 'variables'],
    rows,
  );
}

export function renderWordsDocument(words: Words): string {
  const lists = Object.entries(words.lists).map(([list, values]) => [
    list.replaceAll('_', ' '),
    code(values),
  ]);
  return [
    '# Words\n\nWritten by `npm run generate` from the literals of `packages/contract`. Do not edit. States: [states.gen.md](states.gen.md).\n',
    '## Capabilities and roles\n',
    roleMatrix(words),
    '## Message kinds\n',
    messageTable(words),
    '## Lists\n',
    table(['list', 'words'], lists),
  ].join('\n');
}
