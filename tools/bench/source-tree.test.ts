import { describe, expect, it } from 'vitest';
import { packagesServe } from './source-tree.ts';

const lock = (packages: Record<string, object>): string => JSON.stringify({ packages });
const pg = { version: '8.23.1' };

describe('installed packages can be used for another commit', () => {
  it('when its production packages have the same versions, even if its tools differ', () => {
    const ours = lock({ 'node_modules/pg': pg, 'node_modules/knip': { version: '5.0.0', dev: true } });
    const theirs = lock({ '': { version: '0.1.0' }, 'node_modules/pg': pg });
    expect(packagesServe(ours, theirs)).toBe(true);
  });

  it('not when one version differs', () => {
    const theirs = lock({ 'node_modules/pg': { version: '8.22.0' } });
    expect(packagesServe(lock({ 'node_modules/pg': pg }), theirs)).toBe(false);
  });

  it('not when one is missing, nested ones included', () => {
    const theirs = lock({ 'node_modules/pg': pg, 'node_modules/a/node_modules/pg': { version: '7.0.0' } });
    expect(packagesServe(lock({ 'node_modules/pg': pg }), theirs)).toBe(false);
  });
});
