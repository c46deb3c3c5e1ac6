import { type Complaint, isGenerated, type RepoTree } from './tree.ts';

const functionLines = 70;

const head = /^\s*create\s+(?:or\s+replace\s+)?(?:function|procedure)\s+("?[\w.]+"?)/i;

/** A body ends with the dollar quote that opened it; a function without one ends with its statement. */
function endOf(lines: readonly string[], first: number): number {
  for (let index = first; index < lines.length; index += 1) {
    const quote = /\$\w*\$/.exec(lines[index] ?? '')?.[0];
    if (!quote) {
      if (/;\s*$/.test(lines[index] ?? '')) return index;
      continue;
    }
    const opened = (lines[index] ?? '').indexOf(quote) + quote.length;
    if ((lines[index] ?? '').includes(quote, opened)) return index;
    const closed = lines.findIndex((line, at) => at > index && line.includes(quote));
    return closed === -1 ? lines.length - 1 : closed;
  }
  return lines.length - 1;
}

interface SqlFunction {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly has: number;
}

function functionsIn({ files }: RepoTree): SqlFunction[] {
  const sources = files.filter(
    ({ path }) => /^packages\/db\/(sql|migrations)\/.+\.sql$/.test(path) && !isGenerated(path),
  );
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index) => {
      const name = head.exec(line)?.[1];
      if (name === undefined) return [];
      return [{ path, line: index + 1, name, has: endOf(lines, index) - index + 1 }];
    });
  });
}

/** SQL functions have the same length limit as TypeScript functions. */
export function sqlFunctionLength(tree: RepoTree): Complaint[] {
  return functionsIn(tree).flatMap(({ path, line, name, has }) => {
    return has > functionLines
      ? [{ path, line, says: `${name} has ${has} lines; at most ${functionLines}` }]
      : [];
  });
}
