import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remote } from 'webdriverio';
import { headlessFlags, testChromium } from './chromium.ts';

export interface PhoneBrowser {
  browser: WebdriverIO.Browser;
  close: () => Promise<void>;
}

const driverStartMs = 30_000;

export const phoneSize = { width: 390, height: 844 } as const;

/** Chromium at the size of a phone (or another), with its own driver and profile. */
export async function openPhoneBrowser(
  size: { readonly width: number; readonly height: number } = phoneSize,
): Promise<PhoneBrowser> {
  const { chromiumPath, chromedriverPath } = testChromium();
  const profile = await mkdtemp(join(tmpdir(), 'holdfast-browser-'));
  const driver = spawn(chromedriverPath, ['--port=0'], { detached: true });
  const close = async (browser?: WebdriverIO.Browser): Promise<void> => {
    await browser?.deleteSession().catch(() => undefined);
    await endGroup(driver);
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    const port = await announcedPort(driver);
    const browser = await remote({
      hostname: '127.0.0.1',
      port,
      path: '/',
      logLevel: 'error',
      connectionRetryCount: 0,
      capabilities: {
        browserName: 'chrome',
        'wdio:enforceWebDriverClassic': true,
        'goog:chromeOptions': {
          binary: chromiumPath,
          args: [
            ...headlessFlags,
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--disable-dev-shm-usage',
            `--user-data-dir=${profile}`,
          ],
          mobileEmulation: { deviceMetrics: { ...size, pixelRatio: 1 } },
        },
      },
    });
    return { browser, close: () => close(browser) };
  } catch (error) {
    await close();
    throw error;
  }
}

function announcedPort(driver: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('chromedriver did not start in time')), driverStartMs);
    let output = '';
    driver.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const port = /started successfully on port (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    driver.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

async function endGroup(driver: ChildProcess): Promise<void> {
  if (driver.pid === undefined || driver.exitCode !== null) return;
  const ended = new Promise((resolve) => driver.once('exit', resolve));
  process.kill(-driver.pid, 'SIGKILL');
  await ended;
}
