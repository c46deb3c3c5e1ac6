import { existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const largestBytes = 20 * 1024 * 1024;

/** Appends; an oversized file is rotated once, to `.1`. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (existsSync(file) && statSync(file).size > largestBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

export function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

/** `fromByte`: skips the output of earlier runs, which would mislead. */
export function lastLines(file: string, fromByte = 0, count = 12): string {
  if (!existsSync(file)) return '';
  return readFileSync(file).subarray(fromByte).toString('utf8').trim().split('\n').slice(-count).join('\n');
}
