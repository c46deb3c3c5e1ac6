/**
 * JSON that PostgreSQL can keep: `jsonb` refuses the null character and half characters, which an outside may send in
 * any of its texts. They are dropped and mended; the raw body keeps them.
 */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? storableText(item) : item,
  );
}

export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}
