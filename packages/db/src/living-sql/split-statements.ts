/** What may hide a semicolon, in the order in which it must be tried; a single character comes last. */
const token = new RegExp(
  [
    String.raw`--[^\n]*`,
    String.raw`/\*[\s\S]*?\*/`,
    String.raw`\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$`,
    String.raw`[eE]'(?:[^'\\]|\\.|'')*'`,
    `'(?:[^']|'')*'`,
    `"(?:[^"]|"")*"`,
    String.raw`[A-Za-z_]\w*`,
    String.raw`[\s\S]`,
  ].join('|'),
  'g',
);

const isComment = (text: string): boolean => text.startsWith('--') || text.startsWith('/*');

/** The statements of a file, without the semicolon and without the comments that stand before or between them. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let statement = '';
  for (const [text] of sql.matchAll(token)) {
    if (text === ';') {
      if (statement.trim() !== '') statements.push(statement.trim());
      statement = '';
    } else if (!(isComment(text) && statement.trim() === '')) {
      statement += text;
    }
  }
  if (statement.trim() !== '') statements.push(statement.trim());
  return statements;
}
