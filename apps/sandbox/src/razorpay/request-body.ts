import type { Context } from 'hono';
import { z } from 'zod';
import { Refusal } from './refusal.ts';

export const notesShape = z
  .record(z.string().max(256), z.coerce.string().max(256))
  .refine((notes) => Object.keys(notes).length <= 15, 'notes may not hold more than 15 pairs');

export async function readBody<Shape extends z.ZodType>(c: Context, shape: Shape): Promise<z.output<Shape>> {
  return parseOrRefuse(shape, await readJson(c));
}

async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal('The request body is not valid JSON', { cause: error });
  }
}

/** The SDK sends empty query parameters for omitted options. */
export function readQuery<Shape extends z.ZodType>(c: Context, shape: Shape): z.output<Shape> {
  const given = Object.entries(c.req.query()).filter(([, value]) => value !== '');
  return parseOrRefuse(shape, Object.fromEntries(given));
}

export function parseOrRefuse<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw new Refusal(`${issue.keys.join(', ')} is/are not required and should not be sent`, {
      reason: 'extra_field_sent',
    });
  }
  const field = issue?.path.map(String).join('.') ?? '';
  const description =
    field === '' ? (issue?.message ?? 'invalid request') : `The ${field} field is invalid: ${issue?.message}`;
  throw new Refusal(description, { field: field === '' ? undefined : field });
}

export const listQuery = z.object({
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  count: z.coerce.number().int().min(1).max(100).default(10),
  skip: z.coerce.number().int().min(0).default(0),
});

export type ListQuery = z.output<typeof listQuery>;

export interface Dated {
  created_at: number;
}

export function pageOf<Item extends Dated>(items: Item[], query: ListQuery): Item[] {
  const inRange = items.filter(
    (item) =>
      (query.from === undefined || item.created_at >= query.from) &&
      (query.to === undefined || item.created_at <= query.to),
  );
  return inRange.reverse().slice(query.skip, query.skip + query.count);
}
