export interface PrettyBody {
  readonly text: string;
  readonly isJson: boolean;
}

/** A string, a mark, or anything else (number, true, false, null) as it stands. */
const tokens = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const closing = new Set(['}', ']']);
const opening = new Set(['{', '[']);

/** Indents JSON without reading its numbers: an amount or an id must look exactly as it was received. */
function indented(json: string): string {
  let depth = 0;
  let before = '';
  let text = '';
  for (const [token] of json.matchAll(tokens)) {
    if (closing.has(token)) depth -= 1;
    const isEmpty = opening.has(before) && closing.has(token);
    const startsLine = before === ',' || opening.has(before) || closing.has(token);
    if (startsLine && !isEmpty) text += `\n${'  '.repeat(depth)}`;
    text += token === ':' ? ': ' : token;
    if (opening.has(token)) depth += 1;
    before = token;
  }
  return text;
}

/** Indents a JSON body; shows any other body as it was received. */
export function prettyBody(raw: string): PrettyBody {
  try {
    JSON.parse(raw);
  } catch {
    return { text: raw, isJson: false };
  }
  return { text: indented(raw), isJson: true };
}
