import { expect, test } from 'vitest';
import { z } from 'zod';
import { ListCursor, listInput } from './list.ts';
import { procedureList } from './procedures.ts';

/** Queries whose answer holds an array, and is bounded without pages. */
const bounded: Readonly<Record<string, string>> = {
  'auth.me': 'patients and clinics of one account',
  'clinics.doctors': 'doctors of one clinic',
  'clinics.doctorSlots': 'a range of days',
  'clinics.specialitySlots': 'a range of days',
  'bookings.history': 'transitions of one booking',
  'bookings.board': 'bookings of one day',
  'payments.get': 'attempts and refunds of one payment',
  'drawers.list': 'drawers of one clinic',
  'providerAccounts.list': 'accounts of one clinic',
  'ops.invariants': 'one row per invariant',
};

const queries = procedureList.flatMap(({ definition }) => (definition.kind === 'query' ? [definition] : []));

function fieldsOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}

const holdsArray = (schema: z.ZodType): boolean =>
  Object.values(fieldsOf(schema)).some((field) => field instanceof z.ZodArray);
const isPaged = ({ input, output }: (typeof queries)[number]): boolean =>
  'nextCursor' in fieldsOf(output) &&
  fieldsOf(output).items instanceof z.ZodArray &&
  'cursor' in fieldsOf(input);

test('a query that answers with rows is a list with pages, or named here as bounded', () => {
  const unpaged = queries.filter((query) => holdsArray(query.output) && !isPaged(query)).map(({ id }) => id);
  expect(unpaged.toSorted()).toEqual(Object.keys(bounded).toSorted());
});

test('nothing but a list takes a cursor, and every list takes a limit', () => {
  for (const query of queries) {
    const fields = fieldsOf(query.input);
    expect([query.id, 'cursor' in fields, 'limit' in fields]).toEqual([
      query.id,
      isPaged(query),
      isPaged(query),
    ]);
  }
});

test('an unknown order, an unknown filter and a page of more than 100 rows are refused, by their name', () => {
  const input = listInput({ sort: z.enum(['newest', 'oldest']).optional() });
  const refused = (value: unknown) =>
    input.safeParse(value).error?.issues.map((issue) => ('keys' in issue ? issue.keys : issue.path).join());
  expect(refused({ sort: 'name' })).toEqual(['sort']);
  expect(refused({ before: '2026-05-04T09:00:00Z' })).toEqual(['before']);
  expect(refused({ limit: 101 })).toEqual(['limit']);
  expect(refused({ cursor: 'not a cursor' })).toEqual(['cursor']);
  expect(refused({ sort: 'oldest', limit: 100 })).toBeUndefined();
});

test('a cursor is text that an address carries as it is', () => {
  expect(ListCursor.safeParse('WyJhYmNkZWZnaGlqa2xtbm9wIl0').success).toBe(true);
  for (const text of ['', 'short', `${'a'.repeat(20)}=`, 'a/b'.repeat(9), 'a'.repeat(1501)])
    expect([text, ListCursor.safeParse(text).success]).toEqual([text, false]);
});
