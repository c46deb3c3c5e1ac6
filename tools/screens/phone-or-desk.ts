import { setTimeout as pause } from 'node:timers/promises';
import type { Chromium } from '@holdfast/starter/stack/chromium';
import { headlessFlags } from '@holdfast/testkit/chromium';
import { remote } from 'webdriverio';

/** The two widths that every screen is made for. */
export const sizes = {
  390: { width: 390, height: 844, mobile: true },
  1440: { width: 1440, height: 900, mobile: false },
};
export type Width = keyof typeof sizes;

export interface Look {
  readonly width: Width;
  readonly theme: 'light' | 'dark';
  readonly locale: string;
}

const deadlineMs = 20_000;
const settleMs = 250;

/** A browser in one size, theme and language. */
export interface Eyes {
  readonly open: (path: string) => Promise<void>;
  readonly click: (selector: string) => Promise<void>;
  readonly type: (selector: string, text: string) => Promise<void>;
  readonly press: (keys: string | string[]) => Promise<void>;
  readonly see: (selector: string) => Promise<void>;
  readonly shows: (selector: string) => Promise<boolean>;
  readonly path: () => Promise<string>;
  readonly until: (isTrue: () => Promise<boolean>) => Promise<void>;
  readonly insideFrame: (selector: string, work: () => Promise<void>) => Promise<void>;
  readonly picture: (file: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The page has finished loading: no skeleton, nothing busy, fonts loaded. Runs in the page. */
const isSettled = `
  const busy = document.querySelector('[aria-busy="true"], .mantine-Skeleton-root, [data-loading="true"]');
  return busy === null && document.fonts.status === 'loaded' && document.readyState === 'complete';
`;

export async function openEyes(
  base: string,
  { chromiumPath, chromedriverPath }: Chromium,
  look: Look,
): Promise<Eyes> {
  const args = [...headlessFlags, '--hide-scrollbars', `--lang=${look.locale}`];
  const browser = await remote({
    logLevel: 'error',
    connectionRetryCount: 0,
    capabilities: {
      browserName: 'chrome',
      'wdio:enforceWebDriverClassic': true,
      'goog:chromeOptions': { binary: chromiumPath, args },
      'wdio:chromedriverOptions': { binary: chromedriverPath },
    },
  });
  const { mobile, width, height } = sizes[look.width];
  const metrics = { width, height, mobile, deviceScaleFactor: 1 };
  await browser.sendCommandAndGetResult('Emulation.setDeviceMetricsOverride', metrics);
  await browser.sendCommandAndGetResult('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: look.theme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ],
  });
  await browser.sendCommandAndGetResult('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Kolkata' });
  const remember = `localStorage.setItem('holdfast.locale', ${JSON.stringify(look.locale)})`;
  await browser.sendCommandAndGetResult('Page.addScriptToEvaluateOnNewDocument', { source: remember });

  const there = async (selector: string) => {
    const element = browser.$(selector);
    await element.waitForDisplayed({ timeout: deadlineMs, timeoutMsg: `nothing shows ${selector}` });
    return element;
  };
  return {
    open: async (path) => void (await browser.url(new URL(path, base).href)),
    click: async (selector) => (await there(selector)).click(),
    type: async (selector, text) => (await there(selector)).setValue(text),
    press: async (keys) => browser.keys(keys),
    see: async (selector) => void (await there(selector)),
    shows: (selector) => browser.$(selector).isDisplayed(),
    path: async () => new URL(await browser.getUrl()).pathname,
    until: async (isTrue) => void (await browser.waitUntil(isTrue, { timeout: deadlineMs })),
    insideFrame: async (selector, work) => {
      await browser.switchFrame(await there(selector));
      await work();
      await browser.switchFrame(null);
    },
    picture: async (file) => {
      // Checked twice with a short pause: between two pages there is a moment when nothing is loading yet.
      for (const _ of [1, 2]) {
        await browser.waitUntil(() => browser.execute<boolean, []>(isSettled), { timeout: deadlineMs });
        await pause(settleMs);
      }
      await browser.saveScreenshot(file);
    },
    close: async () => browser.deleteSession(),
  };
}
