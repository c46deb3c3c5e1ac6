import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isHigher } from './plan-release.ts';
import { release } from './release.ts';

const manifest = '{\n  "name": "holdfast",\n  "version": "1.4.0",\n  "dependencies": { "pg": "8.0.0" }\n}\n';
const lock = {
  name: 'holdfast',
  version: '1.4.0',
  packages: { '': { name: 'holdfast', version: '1.4.0' }, 'node_modules/pg': { version: '8.0.0' } },
};
const changelog =
  '# Changelog\n\n## Unreleased\n\n- Holds can be moved.\n\n## 1.4.0 (2026-01-02)\n\n- The first.\n';

let root = '';
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-release-'));
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Release test');
  git('config', 'user.email', 'release@example.test');
  write('package.json', manifest);
  write('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  write('CHANGELOG.md', changelog);
  git('add', '-A');
  git('commit', '--quiet', '-m', 'begin');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function run(version: string, tag = false): void {
  const regenerate = (): string[] => {
    write('document.json', read('package.json'));
    return ['document.json'];
  };
  release({ root, version, date: '2026-03-04', tag, regenerate });
}

/** Expects that nothing was written and nothing committed. */
function expectUntouched(): void {
  expect(git('log', '--format=%s')).toBe('begin');
  expect(read('package.json')).toBe(manifest);
}

describe('a release', () => {
  it('moves the notes below the version, leaves "Unreleased" empty and commits everything', () => {
    run('1.5.0');
    expect(read('CHANGELOG.md')).toBe(
      '# Changelog\n\n## Unreleased\n\n## 1.5.0 (2026-03-04)\n\n- Holds can be moved.\n\n## 1.4.0 (2026-01-02)\n\n- The first.\n',
    );
    expect(read('package.json')).toBe(manifest.replace('1.4.0', '1.5.0'));
    const released: typeof lock = JSON.parse(read('package-lock.json'));
    expect([released.version, released.packages[''].version]).toEqual(['1.5.0', '1.5.0']);
    expect(released.packages['node_modules/pg'].version).toBe('8.0.0');
    expect(git('log', '-1', '--format=%s')).toBe('chore(release): 1.5.0');
    expect(git('status', '--porcelain')).toBe('');
    expect(read('document.json')).toContain('1.5.0');
  });

  it('tags only with --tag', () => {
    run('1.4.1');
    expect(git('tag')).toBe('');
    write('CHANGELOG.md', read('CHANGELOG.md').replace('## Unreleased\n', '## Unreleased\n\n- More.\n'));
    git('commit', '--quiet', '-am', 'more');
    run('2.0.0', true);
    expect(git('tag')).toBe('v2.0.0');
  });

  it('is rejected when repeated at once: the second has no notes', () => {
    run('1.5.0');
    expect(() => run('1.6.0')).toThrow('nothing to release');
    expect(git('log', '-1', '--format=%s')).toBe('chore(release): 1.5.0');
  });

  it('is rejected while "Unreleased" is empty', () => {
    write('CHANGELOG.md', changelog.replace('- Holds can be moved.\n\n', ''));
    git('commit', '--quiet', '--amend', '-am', 'begin');
    expect(() => run('1.5.0')).toThrow('nothing to release');
    expectUntouched();
  });

  it('is rejected when the changelog has no "Unreleased"', () => {
    write('CHANGELOG.md', '# Changelog\n');
    git('commit', '--quiet', '--amend', '-am', 'begin');
    expect(() => run('1.5.0')).toThrow('no section');
    expectUntouched();
  });

  it('is rejected while changes are uncommitted', () => {
    write('new-file.txt', 'x');
    expect(() => run('1.5.0')).toThrow('not committed');
    expectUntouched();
  });

  it.each(['1.4.0', '1.3.9', '0.9.9', '1.04.1', '1.5', 'v1.5.0', '1.5.0-rc.1', ''])(
    'rejects the version "%s"',
    (version) => {
      expect(() => run(version)).toThrow(/not higher|no version/);
      expectUntouched();
    },
  );
});

describe('a version', () => {
  it('is compared by number, not as text', () => {
    expect(isHigher('1.10.0', '1.9.9')).toBe(true);
    expect(isHigher('2.0.0', '10.0.0')).toBe(false);
    expect(isHigher('1.0.0', '1.0.0')).toBe(false);
  });
});
