import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  armFailPoints,
  declaredFailPoints,
  declareFailPoint,
  disarmFailPoints,
  FailPointError,
  failPoint,
} from './fail-points.ts';

const first = declareFailPoint('test.first');
const second = declareFailPoint('test.second');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fail-point-'));
});
afterEach(() => {
  disarmFailPoints();
  rmSync(folder, { recursive: true, force: true });
});

describe('fail points', () => {
  test('do nothing until they are armed', () => {
    expect(() => failPoint(first)).not.toThrow();
    armFailPoints('');
    expect(() => failPoint(first)).not.toThrow();
    armFailPoints(undefined);
    expect(() => failPoint(first)).not.toThrow();
  });

  test('throw every time with "throw", the first time with "once"', () => {
    armFailPoints(`${first}=throw, ${second}=once`);
    expect(() => failPoint(first)).toThrow(FailPointError);
    expect(() => failPoint(first)).toThrow(FailPointError);
    expect(() => failPoint(second)).toThrow(FailPointError);
    expect(() => failPoint(second)).not.toThrow();
  });

  test('skip the passes before the one named with "@"', () => {
    const hits = join(folder, 'hits.log');
    armFailPoints(`${first}=once@3,${second}=throw@2,hits=${hits}`);
    for (const pass of [1, 2, 4, 5]) {
      if (pass === 4) expect(() => failPoint(first)).toThrow(FailPointError);
      expect(() => failPoint(first)).not.toThrow();
    }
    expect(() => failPoint(second)).not.toThrow();
    expect(() => failPoint(second)).toThrow(FailPointError);
    expect(() => failPoint(second)).toThrow(FailPointError);
    expect(readFileSync(hits, 'utf8').split('\n')).toHaveLength(4);
    expect(() => armFailPoints(`${first}=kill@0`)).toThrow('not one of');
    expect(() => armFailPoints(`${first}=kill@1@2`)).toThrow('not one of');
  });

  test('list the declared points and report unknown names of the spec', () => {
    expect(declaredFailPoints()).toEqual(expect.arrayContaining([first, second]));
    expect(armFailPoints(`${first}=once,test.nowhere=throw`)).toEqual(['test.nowhere']);
    expect(() => armFailPoints(`${first}=explode`)).toThrow('not one of');
    expect(() => armFailPoints('nonsense')).toThrow('not name=action');
  });

  test('an armed process rejects a point that was never declared', () => {
    armFailPoints(`${first}=once`);
    expect(() => failPoint('test.undeclared')).toThrow('never declared');
  });

  test('every hit is written to the hits file', () => {
    const hits = join(folder, 'hits.log');
    armFailPoints(`*=record,${second}=once,hits=${hits}`);
    failPoint(first);
    expect(() => failPoint(second)).toThrow(FailPointError);
    failPoint(second);
    expect(readFileSync(hits, 'utf8')).toBe('test.first record\ntest.second once\n');
  });

  test('"kill" ends the process at once, after the hit is written', () => {
    const hits = join(folder, 'hits.log');
    const script = join(folder, 'victim.ts');
    const modulePath = join(import.meta.dirname, 'fail-points.ts');
    writeFileSync(
      script,
      `import { armFailPoints, declareFailPoint, failPoint } from ${JSON.stringify(modulePath)};
       declareFailPoint('victim'); armFailPoints('victim=kill,hits=${hits}'); failPoint('victim'); console.log('survived');`,
    );
    const run = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(run.signal).toBe('SIGKILL');
    expect(run.stdout).toBe('');
    expect(readFileSync(hits, 'utf8')).toBe('victim kill\n');
  });
});
