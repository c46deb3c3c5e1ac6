import { describe, expect, it } from 'vitest';
import { subjectProblem } from './subject-problem.ts';

describe('the subject of a commit', () => {
  it.each([
    'feat(core): keep a slot for ten minutes',
    'build: pin every package',
    'refactor(api)!: drop the old webhook path',
    `fix(db): ${'x'.repeat(63)}`,
    "Merge branch 'main'",
    'Revert "feat(core): keep a slot"',
    'fixup! feat(core): keep a slot',
  ])('may be "%s"', (subject) => expect(subjectProblem(`${subject}\n\nbody\n`)).toBeNull());

  it.each([
    'keep a slot',
    'feature(core): keep a slot',
    'feat(Core): keep a slot',
    'feat(core):keep',
    'feat: ',
    '',
  ])('may not be "%s"', (subject) => expect(subjectProblem(`${subject}\n`)).toContain('type(room): subject'));

  it('has at most 72 characters', () => {
    expect(subjectProblem(`fix(db): ${'x'.repeat(64)}`)).toContain('73 letters');
  });

  it("is the first line that is not a comment of git's template", () => {
    expect(subjectProblem('# Please enter the message\nfix(db): close the pool\n')).toBeNull();
  });
});
