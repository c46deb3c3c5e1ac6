import { AppError, type FieldProblem } from '@holdfast/contract/errors';

const deepest = 32;

function malformed(internal: string, cause?: unknown): AppError {
  return new AppError('MALFORMED_REQUEST', { internal, cause });
}

/** Index of the quote that ends the string starting at `open`. The text is valid JSON, so there is one. */
function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

type Names = Set<unknown> | null;

function remember(names: Set<unknown>, quoted: string): void {
  const name: unknown = JSON.parse(quoted);
  if (name === '__proto__' || names.has(name)) throw malformed('a name twice, or __proto__');
  names.add(name);
}

function enter(open: Names[], names: Names): void {
  open.push(names);
  if (open.length > deepest) throw malformed('nested too deep');
}

/**
 * Rejects what `JSON.parse` accepts although parsers may read it differently: a repeated name in one object,
 * `__proto__`, and unbounded nesting.
 */
function assertPlain(text: string): void {
  const colon = /\s*:/y;
  const open: Names[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '{') enter(open, new Set());
    else if (letter === '[') enter(open, null);
    else if (letter === '}' || letter === ']') open.pop();
    else if (letter === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      colon.lastIndex = end + 1;
      if (names && colon.test(text)) remember(names, text.slice(at, end + 1));
      at = end;
    }
  }
}

/** Fields with a NUL character: no text column can hold one. */
function nulFields(value: unknown, path: string): FieldProblem[] {
  if (typeof value === 'string') {
    return value.includes('\0') ? [{ field: path, problem: 'must not contain a NUL character' }] : [];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) =>
    nulFields(item, path === '' ? name : `${path}.${name}`),
  );
}

/** Checks text from any source; rejects the NUL character with the name of its field. */
export function refuseNul(value: unknown, path = ''): void {
  const fields = nulFields(value, path);
  if (fields.length > 0) throw new AppError('INVALID_INPUT', { details: { fields } });
}

/** Parses JSON that every parser reads alike. Errors: MALFORMED_REQUEST, INVALID_INPUT (NUL). */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw malformed('not JSON', thrown);
  }
  assertPlain(text);
  if (text.includes('\\u0000')) refuseNul(value);
  return value;
}
