import { z } from 'zod';
import type { Kind } from './kinds.ts';

interface Description {
  /** One or two sentences for the person who fills in the file. */
  readonly meaning: string;
  readonly example?: string;
  /** Its value never appears in a message, whatever is wrong with it. */
  readonly isSecret?: boolean;
  /** Set by the programs themselves, not by a person: it is left out of the example file. */
  readonly isInternal?: boolean;
}

export interface SettingFacts extends Description {
  readonly expected: string;
  readonly preset: string | null;
}

type Facts = z.core.$ZodRegistry<SettingFacts>;
const registry: Facts = z.registry<SettingFacts>();

function declare<S extends z.ZodType>(
  schema: S,
  kind: Kind<unknown>,
  preset: string | null,
  description: Description,
): S {
  registry.add(schema, { ...description, expected: kind.expected, preset });
  return schema;
}

/** A setting without which the program does not start. */
export function required<T>(kind: Kind<T>, description: Description) {
  return declare(kind.schema.clone(), kind, null, description);
}

/** A setting that may be absent. */
export function optional<T>(kind: Kind<T>, description: Description) {
  return declare(kind.schema.optional(), kind, null, description);
}

/** A setting with a value of its own, written as a person would write it. */
export function preset<T>(kind: Kind<T>, text: string, description: Description) {
  const value = kind.schema.parse(text);
  const schema = kind.schema.optional().transform((given) => given ?? value);
  return declare(schema, kind, text, description);
}

/** What was declared with a setting. A schema that was not made by `required`, `optional` or `preset` is refused. */
export function factsOf(name: string, schema: z.core.$ZodType): SettingFacts {
  const facts = registry.get(schema);
  if (facts === undefined) throw new Error(`${name} is not declared as a setting`);
  return facts;
}

type Source = Readonly<Record<string, string | undefined>>;

/** What is given. An empty line in an env file means the same as no line. */
export const givenIn = (source: Source): Record<string, string> =>
  Object.fromEntries(
    Object.entries(source).flatMap(([name, text]) =>
      text === undefined || text.trim() === '' ? [] : [[name, text]],
    ),
  );

const longestShown = 60;

function problemOf(facts: SettingFacts, text: string | undefined): string {
  if (text === undefined) return `is not set; expected ${facts.expected}`;
  if (facts.isSecret) return `expected ${facts.expected}`;
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  return `expected ${facts.expected}, got ${JSON.stringify(shown)}`;
}

/** One line for each wrong setting: its name, what is expected and, unless it is a secret, what was found. */
export function settingProblems(
  shape: Readonly<z.core.$ZodShape>,
  error: z.core.$ZodError,
  source: Source,
): string[] {
  const given = givenIn(source);
  const names = new Set(error.issues.map((issue) => String(issue.path[0])));
  return [...names].map((name) => {
    const schema = shape[name];
    if (schema === undefined) throw new Error(`${name} is not declared as a setting`);
    return `${name}: ${problemOf(factsOf(name, schema), given[name])}`;
  });
}

/** The start stops with everything that is wrong at once. */
export const wrongSettings = (program: string, problems: readonly string[]): Error =>
  new Error(
    `${program} cannot start; these settings are wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`,
  );

/** Reads the settings of a program, or throws with every wrong one. */
export function readSettings<S extends z.core.$ZodShape>(
  program: string,
  shape: S,
  source: Source,
): z.output<z.ZodObject<S>> {
  const parsed = z.object(shape).safeParse(givenIn(source));
  if (parsed.success) return parsed.data;
  throw wrongSettings(program, settingProblems(shape, parsed.error, source));
}
