import { type Chromium, findChromium } from '@holdfast/starter/stack/chromium';

/** What every headless Chromium of tests and screens is started with. */
export const headlessFlags = ['--headless=new', '--no-sandbox', '--disable-gpu'] as const;

/** The browser that `npm test` provides; run directly, a test takes the one that is installed. */
export function testChromium(): Chromium {
  const { CHROMIUM_PATH: chromiumPath, CHROMEDRIVER_PATH: chromedriverPath } = process.env;
  const chromium = chromiumPath && chromedriverPath ? { chromiumPath, chromedriverPath } : findChromium();
  if (!chromium) throw new Error('Chromium and chromedriver are missing: run the tests through "npm test"');
  return chromium;
}
