export const commitTypes = [
  'feat',
  'fix',
  'refactor',
  'test',
  'docs',
  'build',
  'perf',
  'style',
  'chore',
] as const;

const mostLetters = 72;
const form = new RegExp(`^(${commitTypes.join('|')})(\\([a-z0-9-]+\\))?!?: \\S`);
/** Written by git itself: merges, reverts, and commits that an interactive rebase folds away. */
const written = /^(Merge|Revert|fixup!|squash!|amend!) /;

/** The problem with the subject of a commit message; null when it is valid. */
export function subjectProblem(message: string): string | null {
  const subject = message.split('\n').find((line) => !line.startsWith('#')) ?? '';
  if (written.test(subject)) return null;
  if (!form.test(subject))
    return `"${subject}" is not "type(room): subject" with one of ${commitTypes.join(', ')}`;
  if (subject.length > mostLetters)
    return `the subject has ${subject.length} letters; at most ${mostLetters}`;
  return null;
}
