import { fileURLToPath } from 'node:url';
import type { Machine } from '@holdfast/contract/machine';
import type { Words } from './read-words.ts';

export const wordsSqlPath = fileURLToPath(new URL('../../sql/10-words.gen.sql', import.meta.url));

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const listOf = (values: readonly string[]): string => values.map(text).join(', ');
const arrayOf = (values: readonly string[]): string => `array[${listOf(values)}]`;
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A body names functions with their schema: PostgreSQL builds an index under a search path without it. */
function pureFunction(name: string, parameters: string, returns: string, body: string): string {
  return `create function ${name}(${parameters}) returns ${returns}\nlanguage sql immutable parallel safe as $$ select ${body} $$;\n`;
}

/**
 * For CHECKs. Not in SQL: PostgreSQL prepares the CHECKs of a table for every insert, and would parse the body each
 * time to inline it.
 */
function checkFunction(name: string, parameters: string, body: string): string {
  return `create function ${name}(${parameters}) returns boolean\nlanguage plpgsql immutable parallel safe as $$ begin return ${body}; end $$;\n`;
}

/** `is_<word>` for CHECKs; `<word>('x')` names one and raises when there is none of that name. */
function checksOf(word: string, values: readonly string[]): string[] {
  const known = `p_word in (${listOf(values)})`;
  const unknown = `public.unknown_word(${text(word.replaceAll('_', ' '))}, p_word)`;
  return [
    checkFunction(`is_${word}`, 'p_word text', known),
    pureFunction(word, 'p_word text', 'text', `case when ${known} then p_word else ${unknown} end`),
  ];
}

const caseOf = (word: string, argument: string, answers: readonly (readonly [string, string])[]): string =>
  [
    `case ${argument}`,
    ...answers.map(([value, answer]) => `    when ${text(value)} then ${answer}`),
    `    else ${word} end`,
  ].join('\n');

/** `booking_is_unpaid`, but `booking_needs_cover` and `refund_counts`: a set that is a verb needs no "is". */
function setFunction(machine: string, set: string): string {
  return `${machine}_${/^(needs|holds|counts|awaits)/.test(set) ? '' : 'is_'}${snake(set)}`;
}

function functionsOfMachine({ name, states, sets, maps }: Machine<string>): string[] {
  const inSets = Object.entries(sets).map(([set, members]) =>
    pureFunction(setFunction(name, set), 'p_state text', 'boolean', `p_state in (${listOf(members)})`),
  );
  const answers = Object.entries(maps).map(([map, byState]) => {
    const rows = Object.entries(byState).map(([state, answer]) => [state, text(answer)] as const);
    const body = caseOf(`public.unknown_word('${name} state', p_state)`, 'p_state', rows);
    return pureFunction(`${name}_${snake(map)}`, 'p_state text', 'text', body);
  });
  return [...checksOf(`${name}_state`, states), ...inSets, ...answers];
}

function functionsOfCapabilities(capabilityRoles: Words['capabilityRoles']): string[] {
  const rows = Object.entries(capabilityRoles).map(
    ([capability, roles]) => [capability, arrayOf(roles)] as const,
  );
  const body = caseOf(`array[public.unknown_word('capability', p_capability)]`, 'p_capability', rows);
  return [
    pureFunction('capability_roles', 'p_capability text', 'text[]', body),
    // Called with literals it is evaluated once, when the statement is planned.
    pureFunction(
      'roles_with',
      'variadic p_capabilities text[]',
      'text[]',
      'array(\n  select distinct r.name from unnest(p_capabilities) c, unnest(public.capability_roles(c)) r (name) order by 1)',
    ),
  ];
}

function functionsOfMessageKinds(kinds: Words['messageKinds']): string[] {
  const unknown = `public.unknown_word('message kind', p_kind)`;
  const unknownNumber = `${unknown}::int`;
  const entries = Object.entries(kinds);
  const pick = (condition: (facts: (typeof entries)[number][1]) => boolean): string[] =>
    entries.filter(([, facts]) => condition(facts)).map(([kind]) => kind);
  const bound = entries.flatMap(([kind, { whileBooking }]) =>
    whileBooking === null ? [] : [[kind, `p_booking_state in (${listOf(whileBooking)})`] as const],
  );
  return [
    ...checksOf('message_kind', Object.keys(kinds)),
    pureFunction(
      'message_subject',
      'p_kind text',
      'text',
      caseOf(
        unknown,
        'p_kind',
        entries.map(([kind, { subject }]) => [kind, text(subject)]),
      ),
    ),
    pureFunction(
      'message_needs_consent',
      'p_kind text',
      'boolean',
      `p_kind in (${listOf(pick(({ needsConsent }) => needsConsent))})`,
    ),
    pureFunction(
      'message_priority',
      'p_kind text',
      'int',
      caseOf(
        unknownNumber,
        'p_kind',
        entries.map(([kind, { priority }]) => [kind, String(priority)]),
      ),
    ),
    pureFunction(
      'message_expiry_seconds',
      'p_kind text',
      'int',
      caseOf(
        unknownNumber,
        'p_kind',
        entries.map(([kind, { expirySeconds }]) => [kind, String(expirySeconds)]),
      ),
    ),
    pureFunction(
      'message_may_be_sent',
      'p_kind text, p_booking_state text',
      'boolean',
      caseOf('true', 'p_kind', bound),
    ),
  ];
}

function functionsOfProviders(defaultProvider: Words['defaultProvider']): string[] {
  const rows = Object.entries(defaultProvider).map(([collected, name]) => [collected, text(name)] as const);
  const body = caseOf(`unknown_word('way to collect', p_collected)`, 'p_collected', rows);
  return [pureFunction('default_payment_provider', 'p_collected text', 'text', body)];
}

function rowsOfMachines(machines: readonly Machine<string>[]): string[] {
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
    `insert into transition_states (machine, state, rank, initial, terminal) values\n${states.join(',\n')};\n`,
    `insert into transition_edges (machine, from_state, to_state) values\n${edges.join(',\n')};\n`,
  ];
}

function rowsOfChart(chart: Words['chartOfAccounts']): string {
  const rows = Object.entries(chart).map(
    ([account, { class: kind, owner }]) => `  (${text(account)}, ${text(kind)}, ${text(owner)})`,
  );
  return `insert into chart_of_accounts (account, class, owner) values\n${rows.join(',\n')};\n`;
}

const unknownWord = `create function unknown_word(p_list text, p_word text) returns text
language plpgsql immutable strict parallel safe as $$
begin
  raise exception using errcode = 'HF001', message = format('%s is no %s', p_word, p_list), detail = 'INTERNAL';
end $$;
`;

const right = 'holdfast_api, holdfast_ingest, holdfast_worker';

/** Everything that SQL knows of the words: functions for policies, indexes and CHECKs, and the edges. */
export function renderWordsSql(words: Words): string {
  const functions = [
    unknownWord,
    ...words.machines.flatMap(functionsOfMachine),
    ...checksOf('clinic_role', words.clinicRoles),
    ...functionsOfCapabilities(words.capabilityRoles),
    ...functionsOfMessageKinds(words.messageKinds),
    ...functionsOfProviders(words.defaultProvider),
    ...Object.entries(words.lists).flatMap(([word, values]) => checksOf(word, values)),
  ];
  const names = functions.map((statement) => /^create function (\w+)/.exec(statement)?.[1] ?? '');
  return [
    '-- Written by "npm run generate" from the literals of packages/contract. Do not edit.\n',
    ...functions,
    ...rowsOfMachines(words.machines),
    rowsOfChart(words.chartOfAccounts),
    `grant execute on function\n  ${names.join(',\n  ')}\n  to ${right};\n`,
  ].join('\n');
}
