/** What must not leave the process in a text: addresses, numbers of people, tokens, values quoted by the database. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\bBearer\s+\S+/gi, 'Bearer [token]'],
  [/(postgres(?:ql)?|rediss?|https?):\/\/[^\s/@]+@/gi, '$1://[credentials]@'],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu, '[e-mail]'],
  [/\+?\d(?:[\s-]?\d){8,}/g, '[number]'],
  [/=\(([^)]*)\)/g, '=([value])'],
];

/** The same text without personal data; shortened, since a text of that length quotes something. */
export function scrubText(text: string): string {
  const clean = rules.reduce((seen, [pattern, replacement]) => seen.replace(pattern, replacement), text);
  return clean.length > 2_000 ? `${clean.slice(0, 2_000)}…` : clean;
}

export interface ScrubbedError {
  readonly type: string;
  readonly message: string;
  readonly code: string | null;
  readonly stack: string;
  readonly cause: ScrubbedError | null;
}

const deepestCause = 4;

/** An error as it may be written down: no fields but these, since libraries attach queries and parameters. */
export function scrubError(error: unknown, depth = 0): ScrubbedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: scrubText(String(error)), code: null, stack: '', cause: null };
  }
  const code: unknown = Reflect.get(error, 'code');
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message: scrubText(error.message),
    code: typeof code === 'string' ? scrubText(code) : null,
    stack: frames.slice(0, 20).join('\n'),
    cause: error.cause === undefined || depth >= deepestCause ? null : scrubError(error.cause, depth + 1),
  };
}
