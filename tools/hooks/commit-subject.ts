// `.lefthook.yml` runs this on each commit's message.
import { readFileSync } from 'node:fs';
import { subjectProblem } from './subject-problem.ts';

const [file] = process.argv.slice(2);
const problem = file === undefined ? 'no message file' : subjectProblem(readFileSync(file, 'utf8'));
if (problem !== null) {
  process.stderr.write(`commit message: ${problem}\n`);
  process.exitCode = 1;
}
