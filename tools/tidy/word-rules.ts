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
