import { expect, expectTypeOf, test } from 'vitest';
import { procedureList } from '../procedures.ts';
import type { UseCases } from '../use-cases.ts';
import { createRouter } from './router.ts';

const nothing = (): never => {
  throw new Error('never called');
};

/** A use-case for every procedure except one. */
function useCasesWithout(missing: string): UseCases {
  const areas: Record<string, Record<string, () => never>> = {};
  for (const { area, verb } of procedureList)
    if (`${area}.${verb}` !== missing) areas[area] = { ...areas[area], [verb]: nothing };
  return areas as unknown as UseCases;
}

test('the router has every procedure of the registry under its own id and kind, and the feed', () => {
  const { procedures } = createRouter(useCasesWithout('none'), nothing)._def;
  const kinds = { query: 'query', command: 'mutation' };
  expect(Object.keys(procedures).sort()).toEqual(
    [...procedureList.map(({ area, verb }) => `${area}.${verb}`), 'feed.follow'].sort(),
  );
  for (const { area, verb, definition } of procedureList) {
    expect(definition.id).toBe(`${area}.${verb}`);
    expect(Reflect.get(procedures, definition.id)._def.type).toBe(kinds[definition.kind]);
  }
});

test('a procedure without a use-case stops the start', () => {
  expect(() => createRouter(useCasesWithout('bookings.checkIn'), nothing)).toThrow('bookings.checkIn');
});

test('clients keep the input and output of each procedure', () => {
  const router = createRouter(useCasesWithout('none'), nothing);
  type CheckIn = (typeof router)['bookings']['checkIn']['_def']['$types'];
  expectTypeOf<CheckIn['input']>().toExtend<{ bookingId: string }>();
  expectTypeOf<CheckIn['output']['version']>().toEqualTypeOf<number>();
  // @ts-expect-error the router has no such verb
  expect(router.bookings.vanish).toBeUndefined();
});
