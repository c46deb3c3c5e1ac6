import { procedureList } from '@holdfast/contract/procedures';
import type { AnyUseCases, UseCase, UseCases } from '@holdfast/contract/use-cases';
import { expect, test } from 'vitest';
import { type CoreDeps, createUseCases } from './use-cases.ts';
import { definitionOf } from './usecase/definition.ts';

/** No use-case runs here: building them has no effects. */
const untouched = new Proxy({}, { get: () => undefined }) as CoreDeps;

/** Procedures whose use-case was not made for them by a definition. */
function sideDoors(useCases: UseCases): string[] {
  const byArea: AnyUseCases = useCases;
  return procedureList.flatMap(({ area, verb, definition }) => {
    const useCase = byArea[area]?.[verb];
    const made = useCase && definitionOf(useCase);
    const isRight =
      made?.procedureId === definition.id && (made.kind === 'query') === (definition.kind === 'query');
    return isRight ? [] : [definition.id];
  });
}

test('every use-case was made by a definition, for its own procedure', () => {
  expect(procedureList.length).toBeGreaterThan(30);
  expect(sideDoors(createUseCases(untouched))).toEqual([]);
});

test('a use-case written by hand, and one bound to another procedure, are found', () => {
  const useCases = createUseCases(untouched);
  const byHand: UseCases = {
    ...useCases,
    auth: { ...useCases.auth, logout: async () => ({ loggedOut: true }) },
    bookings: { ...useCases.bookings, start: useCases.bookings.complete as UseCase<never> },
  };
  expect(sideDoors(byHand)).toEqual(['auth.logout', 'bookings.start']);
});
