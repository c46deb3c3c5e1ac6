/** What a check consists of: each branch detects a violation of its own kind. */

interface Token {
  readonly word: string;
  readonly at: number;
  readonly depth: number;
}

/** Words and brackets outside of comments and strings. */
function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { 0: word, index } of sql.matchAll(/--[^\n]*|'(?:[^']|'')*'|[()]|\w+/g)) {
    if (word.startsWith('--') || word.startsWith("'")) continue;
    if (word === ')') depth -= 1;
    tokens.push({ word, at: index, depth });
    if (word === '(') depth += 1;
  }
  return tokens;
}

/** One query per branch of a check: its common tables, then what stands between two `union all`. */
export function branchesOf(sql: string): string[] {
  const top = tokensOf(sql).filter(({ depth }) => depth === 0);
  const unions = top.filter(({ word }, place) => word === 'union' && top[place + 1]?.word === 'all');
  const begin = top[0]?.word === 'with' ? (top.find(({ word }) => word === 'select')?.at ?? 0) : 0;
  const common = sql.slice(0, begin);
  const starts = [begin, ...unions.map(({ at }) => at + 'union all'.length)];
  const ends = [...unions.map(({ at }) => at), sql.length];
  return starts.map((start, place) => `${common}${sql.slice(start, ends[place])}`);
}
