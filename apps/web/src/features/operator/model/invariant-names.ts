import type { TFunction } from 'i18next';

const named = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] as const;

/** The rule in the language of the reader, or in the words of the server where the page is older than the rule. */
export function invariantName(
  t: TFunction<['staff', 'product']>,
  invariant: { readonly number: number; readonly name: string },
): string {
  const number = named.find((known) => known === invariant.number);
  return number === undefined ? invariant.name : t(`staff:ops.invariant.name.n${number}`);
}
