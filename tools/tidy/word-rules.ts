import { type WordList, writtenLists } from './contract-words.ts';
import { type Complaint, isCode, isGenerated, isTest, type RepoTree } from './tree.ts';

const catalog = 'packages/contract/src/errors.ts';

/** Files that declare, list and describe errors without raising them. */
const saysOnly = new RegExp(`^${catalog}$|\\.procedures?\\.ts$|^apps/web/|^apps/sandbox/|^e2e/|^tools/`);

/** Every declared error code must be raised somewhere: clients handle it because the contract lists it. */
export function errorCodesAreRaised({ files }: RepoTree): Complaint[] {
  const source = files.find(({ path }) => path === catalog)?.text ?? '';
  const codes = [...source.matchAll(/^ {2}([A-Z_]+): \{/gm)].map(([, code = '']) => code);
  const raising = files.filter(
    (file) =>
      (isCode(file) || file.path.endsWith('.sql')) &&
      !isTest(file.path) &&
      !isGenerated(file.path) &&
      !saysOnly.test(file.path),
  );
  return codes
    .filter((code) => !raising.some(({ text }) => text.includes(`'${code}'`)))
    .map((code) => ({ path: catalog, says: `nothing raises ${code}` }));
}

export interface UnusedWord {
  readonly list: string;
  readonly word: string;
  readonly why: string;
}

const unusedWords: readonly UnusedWord[] = [
  {
    list: 'booking state',
    word: 'rescheduled',
    why: 'its verb moves a paid booking, and comes with the bill',
  },
  { list: 'booking state', word: 'declined', why: 'its verb belongs to bookings that a person approves' },
];

/** The literals and generated files list every word; pages show them, and stand-ins of the outside have their own. */
const writes = (path: string): boolean =>
  /^(packages\/(core|db|providers)\/|apps\/(api|worker)\/)/.test(path) &&
  !path.startsWith('packages/db/src/demo/');

/**
 * Every word of a list is written by something: a word that no row can get is read, translated and tested for nothing. The
 * named ones wait for their verb; one that is written has to leave the list.
 */
export function wordsAreWritten(
  { files }: RepoTree,
  lists: readonly WordList[] = writtenLists,
  unused: readonly UnusedWord[] = unusedWords,
): Complaint[] {
  const texts = files
    .filter(
      ({ path }) => writes(path) && !isTest(path) && !isGenerated(path) && !path.includes('/migrations/'),
    )
    .map(({ text }) => text);
  const defaults = files.find(({ path }) => path === 'packages/db/schema.sql')?.text ?? '';
  return lists.flatMap(({ name, words }) =>
    words.flatMap((word) => {
      const form = new RegExp(`'${word}'|State\\.${word}\\b`);
      const isWritten = defaults.includes(`default '${word}'`) || texts.some((text) => form.test(text));
      const isNamed = unused.some((one) => one.list === name && one.word === word);
      if (isWritten !== isNamed) return [];
      const says = isWritten
        ? `'${word}' is written: it waits no longer`
        : `nothing writes the ${name} '${word}'`;
      return [{ path: 'tools/tidy/word-rules.ts', says }];
    }),
  );
}
