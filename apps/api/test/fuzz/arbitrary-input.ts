import fc from 'fast-check';
import { z } from 'zod';

/** Existing ids, by the name of their schema, so that a valid input also reaches the code behind validation. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

type Def = z.core.$ZodType['_zod']['def'];

function metaId(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.id;
}

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(Math.floor(Date.now() / dayMs) * dayMs + days * dayMs);

/** Any time, with a good share of bookable ones: multiples of 20 minutes within the next days. */
const instants = fc.oneof(
  fc
    .integer({ min: 24, max: 24 * 9 })
    .map((thirds) => new Date(inDays(1).getTime() + thirds * 20 * 60_000).toISOString()),
  fc
    .tuple(
      fc.date({ min: new Date('2000-01-02'), max: new Date('2099-12-30'), noInvalidDate: true }),
      fc.constantFrom('Z', '+05:30', '-06:00', '+14:00', '-13:59'),
    )
    .map(([date, offset]) => date.toISOString().replace('Z', offset)),
);
const dates = fc
  .oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 20 }).map(inDays) },
    {
      weight: 1,
      arbitrary: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    },
  )
  .map((date) => date.toISOString().slice(0, 10));

/** Letters of many scripts, marks, emoji, quotes and characters special to SQL or HTML. */
const texts = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
  fc.constantFrom(
    'Cardiology',
    "O'Brien",
    'आशा राव',
    'José Ñandú',
    '"; drop table users; --',
    '%_\\',
    '👩‍⚕️',
    'a'.repeat(80),
    '\u202e.exe',
  ),
);

interface StringRules {
  readonly format: string | undefined;
  readonly patterns: readonly RegExp[];
  readonly min: number;
  readonly max: number;
}

function stringRules(schema: z.core.$ZodType): StringRules {
  const def = schema._zod.def as Def & { format?: string; checks?: readonly z.core.$ZodCheck[] };
  const checks = (def.checks ?? []).map(
    (check) => check._zod.def as { check: string; pattern?: RegExp; minimum?: number; maximum?: number },
  );
  return {
    format: def.format,
    patterns: checks.flatMap((check) => (check.pattern ? [check.pattern] : [])),
    min: checks.find((check) => check.check === 'min_length')?.minimum ?? 0,
    max: checks.find((check) => check.check === 'max_length')?.maximum ?? 60,
  };
}

function strings(schema: z.core.$ZodType, known: KnownIds): fc.Arbitrary<string> {
  const { format, patterns, min, max } = stringRules(schema);
  const ids = known[metaId(schema) ?? ''] ?? [];
  if (format === 'uuid')
    return ids.length > 0
      ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.uuid() })
      : fc.uuid();
  if (format === 'datetime') return instants;
  if (format === 'date') return dates;
  if (format === 'email') return fc.emailAddress();
  const simple = patterns.find((pattern) => !pattern.flags.includes('u'));
  if (simple) return fc.stringMatching(simple);
  return texts.filter((text) => text.trim().length >= min && text.length <= max);
}

/** Values that the schema accepts. Covers what the contract uses; anything else fails loudly. */
export function validFor(schema: z.core.$ZodType, known: KnownIds): fc.Arbitrary<unknown> {
  const { def } = schema._zod;
  if (schema instanceof z.core.$ZodObject) {
    const fields = Object.entries(schema._zod.def.shape);
    const optional = fields.filter(([, field]) => field._zod.optin === 'optional').map(([name]) => name);
    const required = fields.map(([name]) => name).filter((name) => !optional.includes(name));
    const model = Object.fromEntries(fields.map(([name, field]) => [name, validFor(field, known)]));
    return fc.record(model, { requiredKeys: required });
  }
  if (schema instanceof z.core.$ZodOptional) return validFor(schema._zod.def.innerType, known);
  if (schema instanceof z.core.$ZodEnum) return fc.constantFrom(...Object.values(schema._zod.def.entries));
  if (schema instanceof z.core.$ZodArray)
    return fc.array(validFor(schema._zod.def.element, known), { minLength: 1, maxLength: 3 });
  if (schema instanceof z.core.$ZodBoolean) return fc.boolean();
  if (schema instanceof z.core.$ZodNumber) return fc.integer({ min: 1, max: 100 });
  if (schema instanceof z.core.$ZodString) return strings(schema, known);
  throw new Error(`the fuzz knows no values for ${def.type}`);
}

/** Values that are invalid for every field. */
export const nonsense = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    'false',
    'null',
    'NaN',
    0,
    -1,
    1.5,
    1e308,
    true,
    [],
    {},
    [null],
    '\0',
    'x\0y',
    '\ud800',
    '0'.repeat(5_000),
  ),
  fc.constantFrom<unknown>(
    '2026-02-30',
    '0000-00-00T00:00:00Z',
    '2026-01-01T00:00:00+23:59',
    '+910000000000000',
    '00000000-0000-0000-0000-000000000000',
    'NULL',
    "'",
    '../../etc/passwd',
    '{{7*7}}',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A near miss: one field changed, missing, or added. */
export function nearlyValidFor(
  schema: z.core.$ZodType,
  known: KnownIds,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = schema instanceof z.core.$ZodObject ? Object.keys(schema._zod.def.shape) : [];
  const some = fc.constantFrom(...fields, 'unknown', '__proto__', 'constructor', 'toString');
  return fc
    .tuple(validFor(schema, known), some, fc.option(nonsense, { nil: undefined }))
    .map(([value, field, bent]) => {
      const entries = Object.entries(value as object).filter(([name]) => name !== field);
      return Object.fromEntries(bent === undefined ? entries : [...entries, [field, bent]]);
    });
}
