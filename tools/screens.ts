// `npm run screens`: a picture of each screen at 390 and 1440 px, into docs/screens.
// Uses the running stack (or --url=…), else starts one. --theme=dark, --locale=hi, --width=390,
// --tour=patient and --out=folder narrow or vary it. --scenario=busy-day shows a scenario, in .holdfast/screens/busy-day
// unless --out says otherwise: docs/screens has the pictures of the plain demo.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from '@holdfast/starter/stack/chromium';
import { holdfastFolder, repositoryRoot } from '@holdfast/starter/stack/places';
import { type Look, openEyes, sizes, type Width } from './screens/phone-or-desk.ts';
import { stackForScreens } from './screens/stack-for-screens.ts';
import { tours } from './screens/tour.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    out: { type: 'string' },
    scenario: { type: 'string' },
    theme: { type: 'string', default: 'light' },
    locale: { type: 'string', default: 'en' },
    width: { type: 'string' },
    tour: { type: 'string' },
  },
});

const { scenario } = values;
const usualFolder =
  scenario === undefined
    ? join(repositoryRoot, 'docs', 'screens')
    : join(holdfastFolder, 'screens', scenario);
const out = resolve(values.out ?? usualFolder);
const theme = values.theme === 'dark' ? 'dark' : 'light';
let pictures = 0;
const widths = Object.keys(sizes).map((width): Width => (width === '390' ? 390 : 1440));

function wanted(name: string, given: string | undefined): boolean {
  return given === undefined || given === name;
}

/** Each tour is a separate person: a fresh browser without a session. */
async function takeTour(name: keyof typeof tours, url: string, look: Look): Promise<void> {
  const chromium = findChromium();
  if (!chromium)
    throw new Error('Chromium and chromedriver are needed: apt-get install chromium chromium-driver');
  const eyes = await openEyes(url, chromium, look);
  try {
    await tours[name](eyes, async (screen) => {
      const file = `${screen}-${look.width}.png`;
      await eyes.picture(join(out, file));
      pictures += 1;
      process.stdout.write(`${file}\n`);
    });
  } catch (error) {
    await eyes.picture(join(out, `failed-${name}-${look.width}.png`)).catch(() => undefined);
    throw error;
  } finally {
    await eyes.close();
  }
}

async function main(): Promise<number> {
  const stack = await stackForScreens(values.url, scenario);
  await mkdir(out, { recursive: true });
  let failures = 0;
  try {
    for (const width of widths.filter((each) => wanted(String(each), values.width))) {
      for (const name of ['anonymous', 'patient', 'desk', 'admin', 'operator'] as const) {
        if (!wanted(name, values.tour)) continue;
        try {
          await takeTour(name, stack.url, { width, theme, locale: values.locale });
        } catch (error) {
          failures += 1;
          const reason = error instanceof Error ? error.message : String(error);
          process.stderr.write(`the ${name} tour at ${width} px broke off: ${reason}\n`);
        }
      }
    }
  } finally {
    await stack.stop();
  }
  process.stdout.write(`\n${pictures} pictures, ${failures} broken tours\n`);
  return failures === 0 ? 0 : 1;
}

process.exit(
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }),
);
