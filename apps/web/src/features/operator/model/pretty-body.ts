export interface PrettyBody {
  readonly text: string;
  readonly isJson: boolean;
}

/** Indents JSON without reading its numbers: an amount or an id must look exactly as it was received. */
function indented(json: string): string {
  let depth = 0;
  let inString = false;
  let text = '';
  const line = (): string => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at] as string;
    if (inString) {
      text += char;
      if (char === '\\') text += json[(at += 1)] ?? '';
      else if (char === '"') inString = false;
    } else if (char === '"') {
      inString = true;
      text += char;
    } else if (char === '{' || char === '[') {
      const close = /^\s*[}\]]/.exec(json.slice(at + 1, at + 200));
      if (close) {
        text += char + close[0].trim();
        at += close[0].length;
      } else {
        depth += 1;
        text += char + line();
      }
    } else if (char === '}' || char === ']') {
      depth -= 1;
      text += line() + char;
    } else if (char === ',') text += char + line();
    else if (char === ':') text += ': ';
    else if (!/\s/.test(char)) text += char;
  }
  return text;
}

/** A raw body for human eyes; what is not JSON is shown untouched. */
export function prettyBody(raw: string): PrettyBody {
  try {
    JSON.parse(raw);
  } catch {
    return { text: raw, isJson: false };
  }
  return { text: indented(raw), isJson: true };
}
