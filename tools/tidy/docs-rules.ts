import { posix } from 'node:path';
import { type Complaint, complainPerLine, isGenerated, type RepoTree, type TextFile } from './tree.ts';

const isDocument = ({ path }: TextFile): boolean =>
  /^([A-Z]+\.md|docs\/.+\.md)$/.test(path) && path !== 'CHANGELOG.md' && !isGenerated(path);

/** Created at run time, so never committed. */
const madeLater = /^(\.holdfast|node_modules|dist)\/|(^|\/)dist\//;

/** `` `folder/file.ext` ``, also with `:line`; patterns and placeholders are not paths. */
function citedPath(code: string): string | null {
  const path = /^((?:[\w@.-]+\/)+[\w@.-]+\.[a-z]+)(?::\d+)?$/i.exec(code)?.[1];
  if (!path || path.startsWith('@') || path.includes('NNNN') || madeLater.test(path)) return null;
  return path;
}

function exists({ paths }: RepoTree, from: TextFile, path: string): boolean {
  const beside = posix.normalize(posix.join(posix.dirname(from.path), path));
  return paths.has(path) || paths.has(beside);
}

function existsOrIsFolder(tree: RepoTree, from: TextFile, path: string): boolean {
  if (exists(tree, from, path)) return true;
  const folder = `${posix.normalize(posix.join(posix.dirname(from.path), path)).replace(/\/$/, '')}/`;
  return [...tree.paths].some((known) => known.startsWith(folder));
}

export function citedPathsExist(tree: RepoTree): Complaint[] {
  return tree.files.filter(isDocument).flatMap((file) => {
    const codes = file.text
      .split('\n')
      .flatMap((text, index) =>
        [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ line: index + 1, path: citedPath(code) })),
      );
    return codes.flatMap(({ line, path }) =>
      path === null || exists(tree, file, path)
        ? []
        : [{ path: file.path, line, says: `\`${path}\` does not exist` }],
    );
  });
}

export function linkedFilesExist(tree: RepoTree): Complaint[] {
  return tree.files
    .filter(isDocument)
    .flatMap((file) =>
      complainPerLine(file, /\]\((?![a-z]+:|#)([^)#\s]+)/, ([, path = '']) =>
        existsOrIsFolder(tree, file, path) ? null : `the link to ${path} leads nowhere`,
      ),
    );
}

const decisionSections = ['Context', 'Options', 'Decision', 'Consequences', 'How it is confirmed'];

/** A decision must state its drawbacks and its confirmation. */
export function decisionsAreComplete({ files }: RepoTree): Complaint[] {
  const decisions = files.filter(({ path }) => /^docs\/adr\/\d{4}-[^/]+\.md$/.test(path));
  const numbers = decisions.map(({ path }) => path.slice('docs/adr/'.length, 'docs/adr/0000'.length));
  const twice = decisions.filter((_, index) => numbers.indexOf(numbers[index] ?? '') !== index);
  const lacking = decisions.flatMap(({ path, text }) =>
    decisionSections
      .filter((section) => !new RegExp(`^## ${section}\\b`, 'm').test(text))
      .map((section) => ({ path, says: `no section "## ${section}"` })),
  );
  return [...twice.map(({ path }) => ({ path, says: 'this number is taken' })), ...lacking];
}
