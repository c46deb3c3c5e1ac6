import { type Chromium, findChromium } from '@holdfast/starter/stack/chromium';

/** Arguments of every headless Chromium in tests and screens. */
export const headlessFlags = ['--headless=new', '--no-sandbox', '--disable-gpu'] as const;

/** The browser that `npm test` provides; a test run directly uses the installed one. */
export function testChromium(): Chromium {
  const { CHROMIUM_PATH: chromiumPath, CHROMEDRIVER_PATH: chromedriverPath } = process.env;
  const chromium = chromiumPath && chromedriverPath ? { chromiumPath, chromedriverPath } : findChromium();
  if (!chromium) throw new Error('Chromium and chromedriver are missing: run the tests through "npm test"');
  return chromium;
}
