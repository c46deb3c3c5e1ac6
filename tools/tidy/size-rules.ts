import { type Complaint, isCode, isGenerated, isTest, type RepoTree, type TextFile } from './tree.ts';

interface Limit {
  readonly kind: string;
  readonly lines: number;
}

function limitOf({ path }: TextFile): Limit {
  if (isTest(path)) return { kind: 'a test file', lines: 500 };
  if (path.startsWith('packages/core/src/usecases/')) return { kind: 'a use-case', lines: 160 };
  return { kind: 'a source file', lines: 400 };
}

const lineCount = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

export function fileLength({ files }: RepoTree): Complaint[] {
  const measured = files.filter(
    (file) => isCode(file) || (/\.(sql|css)$/.test(file.path) && !isGenerated(file.path)),
  );
  return measured.flatMap((file) => {
    const { kind, lines } = limitOf(file);
    const has = lineCount(file.text);
    return has > lines ? [{ path: file.path, says: `${has} lines; ${kind} has at most ${lines}` }] : [];
  });
}

const mostRootEntries = 18;

export function rootEntries({ rootEntries: entries }: RepoTree): Complaint[] {
  if (entries.length <= mostRootEntries) return [];
  return [{ path: '.', says: `${entries.length} visible entries in the root; at most ${mostRootEntries}` }];
}

const saysNothing = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager']);

export function fileNames({ paths }: RepoTree): Complaint[] {
  return [...paths].flatMap((path) => {
    const word = path.split(/[/.-]/).find((part) => saysNothing.has(part.toLowerCase()));
    return word ? [{ path, says: `"${word}" says nothing: name it after the verb or the thing` }] : [];
  });
}
