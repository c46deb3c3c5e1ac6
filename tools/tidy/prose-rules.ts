import { type Complaint, isGenerated, type RepoTree, type TextFile } from './tree.ts';

const glossaryPath = 'docs/glossary.md';
const prose = /\.(ts|tsx|mts|mjs|sql|css|md)$/;
/**
 * The glossary names the words; the change log, decisions, migrations and fixtures are history; the rules' own tests
 * plant them.
 */
const spared =
  /^(docs\/(glossary\.md|adr\/)|CHANGELOG\.md|packages\/db\/(migrations|test\/fixtures)\/|tools\/tidy\/)/;
/** The reason that expired holds carry since release 0.1: a value of rows, which clients may have read. */
const stored = /'hold_lapsed'/g;

/** The second column of the last table of the glossary: one fact, read where it is written. */
export function rejectedWords(glossary: string): string[] {
  const [, table = ''] = glossary.split('## Say, and do not say');
  return [...table.matchAll(/^\|([^|]+)\|([^|]+)\|$/gm)]
    .map(([, , words = '']) => words.trim())
    .filter((words) => words !== 'not' && !words.startsWith('---'))
    .flatMap((words) => words.split(',').map((word) => word.trim()));
}

/** Also inside camelCase and snake_case names: `paymentWitness`, `a_wish`. */
function patternOf(words: readonly string[]): RegExp {
  const asText = words.map((word) => word.replaceAll(' ', '\\s+'));
  const asPart = words
    .filter((word) => !word.includes(' '))
    .map((word) => word[0]?.toUpperCase() + word.slice(1));
  return new RegExp(
    `(?<![A-Za-z])(?:${asText.join('|')})(?![a-z])|(?<=[a-z])(?:${asPart.join('|')})(?![a-z])`,
  );
}

function complaintsOf(file: TextFile, pattern: RegExp): Complaint[] {
  return file.text.split('\n').flatMap((text, index) => {
    const word = pattern.exec(text.replaceAll(stored, ''))?.[0];
    return word === undefined
      ? []
      : [{ path: file.path, line: index + 1, says: `"${word}": the word to use stands in ${glossaryPath}` }];
  });
}

export function proseIsPlain({ files }: RepoTree): Complaint[] {
  const glossary = files.find(({ path }) => path === glossaryPath);
  if (glossary === undefined) return [];
  const words = rejectedWords(glossary.text);
  if (words.length === 0) return [{ path: glossaryPath, says: 'no word list was found' }];
  const pattern = patternOf([...words, ...words.map((word) => word[0]?.toUpperCase() + word.slice(1))]);
  return files
    .filter(({ path }) => prose.test(path) && !spared.test(path) && !isGenerated(path))
    .flatMap((file) => complaintsOf(file, pattern));
}
