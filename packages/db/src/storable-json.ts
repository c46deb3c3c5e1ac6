/**
 * JSON that PostgreSQL can store: `jsonb` rejects the null character and lone surrogates, which a provider may send in
 * any text. The former are dropped, the latter replaced; the raw body keeps them.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? storableText(item) : item,
  );
}

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}
