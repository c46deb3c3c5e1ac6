type ByName<W extends string> = { readonly [K in W]: K };

function isComplete<W extends string, V extends Record<W, unknown>>(
  value: Partial<V>,
  names: readonly W[],
): value is V {
  return names.every((name) => name in value);
}

/** Every word by name: `role.doctor` is checked by the compiler where a quoted word could be mistyped. */
export function byName<const W extends string>(words: readonly W[]): ByName<W> {
  const named: { [K in W]?: K } = {};
  for (const word of words) named[word] = word;
  if (!isComplete<W, ByName<W>>(named, words)) throw new Error('a word is missing');
  return named;
}

/** The keys of a literal, in their order and with their types. */
export function keysOf<const T extends object>(literal: T): readonly (keyof T & string)[] {
  const isKey = (key: string): key is keyof T & string => key in literal;
  return Object.keys(literal).filter(isKey);
}

/** One value for each word. */
export function recordOf<W extends string, V>(
  words: readonly W[],
  toValue: (word: W) => V,
): { readonly [K in W]: V } {
  const made: { [K in W]?: V } = {};
  for (const word of words) made[word] = toValue(word);
  if (!isComplete<W, { readonly [K in W]: V }>(made, words)) throw new Error('a word is missing');
  return made;
}

/** One value for each key of a literal. */
export function mapValues<const T extends object, V>(
  literal: T,
  toValue: (value: T[keyof T & string]) => V,
): { readonly [K in keyof T & string]: V } {
  return recordOf(keysOf(literal), (key) => toValue(literal[key]));
}
