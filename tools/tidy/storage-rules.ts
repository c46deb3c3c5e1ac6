import { type Complaint, isCode, isTest, type RepoTree, type TextFile } from './tree.ts';

/** The starter provisions a database as its owner; it reads no rows. */
const shipped = ({ path }: TextFile): boolean => /^(packages|apps)\/(?!starter\/)/.test(path);
const storage = /^packages\/db\//;

const signs: readonly RegExp[] = [
  /\bsql(?:<[^`]*>)?`/,
  /\.(?:selectFrom|selectNoFrom|insertInto|updateTable|deleteFrom|mergeInto)\s*\(/,
  /\.query(?:<[^;()]*>)?\(\s*[`'"]\s*(?:select|insert|update|delete|with|set|begin|commit|create|alter|drop|truncate|lock|notify|listen)\b/i,
  /[`'"]\s*(?:select\s[^`'"]*\sfrom\s|insert into\s|update\s\w+\sset\s|delete from\s)/i,
];

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** SQL belongs to one room: a statement elsewhere escapes the EXPLAIN tests and the readers of `repos/`. */
export function sqlLivesInDb({ files }: RepoTree): Complaint[] {
  const checked = files.filter(
    (file) => shipped(file) && isCode(file) && !isTest(file.path) && !storage.test(file.path),
  );
  return checked.flatMap((file) =>
    signs.flatMap((sign) => {
      const match = sign.exec(file.text);
      const says = 'SQL belongs into packages/db/src/repos/';
      return match ? [{ path: file.path, line: lineAt(file.text, match.index), says }] : [];
    }),
  );
}
