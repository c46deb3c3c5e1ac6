import { z } from 'zod';
import type { Kind } from './kinds.ts';

interface Description {
  /** One or two sentences for the person who fills in the file. */
  readonly meaning: string;
  readonly example?: string;
  /** Its value never appears in an error message. */
  readonly isSecret?: boolean;
  /** Set by the programs themselves, so it is omitted from the example file. */
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

/** A setting with a default, written as in the env file. */
export function preset<T>(kind: Kind<T>, text: string, description: Description) {
  const value = kind.schema.parse(text);
  const schema = kind.schema.optional().transform((given) => given ?? value);
  return declare(schema, kind, text, description);
}

/** Description of a setting. Rejects a schema that was not created by `required`, `optional` or `preset`. */
export function factsOf(name: string, schema: z.core.$ZodType): SettingFacts {
  const facts = registry.get(schema);
  if (facts === undefined) throw new Error(`${name} is not declared as a setting`);
  return facts;
}

type Source = Readonly<Record<string, string | undefined>>;

/** The given settings. An empty line in an env file counts as unset. */
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

/** One line per invalid setting: its name, the expected form and, unless it is a secret, the value. */
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

/** Stops the start and lists every invalid setting at once. */
export const wrongSettings = (program: string, problems: readonly string[]): Error =>
  new Error(
    `${program} cannot start; these settings are wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`,
  );

/** Reads the settings of a program, or throws an error that lists every invalid one. */
export function readSettings<S extends z.core.$ZodShape>(
  program: string,
  shape: S,
  source: Source,
): z.output<z.ZodObject<S>> {
  const parsed = z.object(shape).safeParse(givenIn(source));
  if (parsed.success) return parsed.data;
  throw wrongSettings(program, settingProblems(shape, parsed.error, source));
}
