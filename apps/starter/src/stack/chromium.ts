import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from './programs.ts';

export interface Chromium {
  chromiumPath: string;
  chromedriverPath: string;
}

const browserNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const chromiumPackages = ['chromium', 'chromium-driver'] as const;

export function findChromium(given: Partial<Chromium> = {}): Chromium | null {
  const chromiumPath = given.chromiumPath ?? findProgram(browserNames);
  const chromedriverPath = given.chromedriverPath ?? findProgram(['chromedriver']);
  return chromiumPath && chromedriverPath ? { chromiumPath, chromedriverPath } : null;
}

async function majorVersion(program: string): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 20_000 });
    const major = /(\d+)\.\d+\.\d+/.exec(stdout)?.[1];
    return major === undefined ? null : Number(major);
  } catch {
    return null;
  }
}

/** A driver of another major version rejects every session, which would be noticed only at the first message. */
export async function chromiumProblem(found: Chromium): Promise<string | null> {
  const [browser, driver] = await Promise.all([
    majorVersion(found.chromiumPath),
    majorVersion(found.chromedriverPath),
  ]);
  if (browser === null) return `${found.chromiumPath} does not run`;
  if (driver === null) return `${found.chromedriverPath} does not run`;
  return browser === driver ? null : `Chromium is version ${browser} but its driver is version ${driver}`;
}
