import { AppError, type FieldProblem } from '@holdfast/contract/errors';
import { z } from 'zod';
import { refuseNul } from './strict-json.ts';

type Scalar = 'text' | 'number' | 'boolean';

/** The type of a field below its wrappers. Everything but numbers and booleans stays text. */
function scalarOf(schema: z.core.$ZodType): Scalar {
  const { def } = schema._zod;
  if (def.type === 'number') return 'number';
  if (def.type === 'boolean') return 'boolean';
  if ('innerType' in def && def.innerType instanceof z.core.$ZodType) return scalarOf(def.innerType);
  return 'text';
}

const canonicalNumber = /^(0|-?[1-9]\d{0,15})$/;

/** Only canonical text becomes a number or a boolean; the schema validates the rest. */
function parseScalar(kind: Scalar, text: string): string | number | boolean {
  if (kind === 'number' && canonicalNumber.test(text)) return Number(text);
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

export type ReadQuery = (query: URLSearchParams) => Record<string, unknown>;

/** Reads a query string for one input schema. Errors: INVALID_INPUT (repeated, from the path, or NUL). */
export function createQueryReader(input: z.ZodType, pathNames: readonly string[]): ReadQuery {
  if (!(input instanceof z.ZodObject)) throw new Error('the input of a REST route must be an object');
  const kinds = new Map(Object.entries(input.shape).map(([name, schema]) => [name, scalarOf(schema)]));

  return (query) => {
    const values: [string, unknown][] = [];
    const problems: FieldProblem[] = [];
    for (const name of new Set(query.keys())) {
      const given = query.getAll(name);
      if (given.length > 1) problems.push({ field: name, problem: 'is given more than once' });
      else if (pathNames.includes(name)) problems.push({ field: name, problem: 'comes from the path' });
      else if (!kinds.has(name)) problems.push({ field: name, problem: 'is not known here' });
      else values.push([name, parseScalar(kinds.get(name) ?? 'text', given[0] ?? '')]);
    }
    if (problems.length > 0) throw new AppError('INVALID_INPUT', { details: { fields: problems } });
    const found = Object.fromEntries(values);
    refuseNul(found);
    return found;
  };
}
