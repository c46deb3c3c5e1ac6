import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openPhoneBrowser, phoneSize } from '@holdfast/testkit/phone-browser';

const waitMs = 45_000;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface AxeFinding {
  readonly id: string;
  readonly impact: string;
  readonly elements: readonly string[];
}

/** Finds elements by their visible text. Searches shadow roots too: a checkout may be in one. */
function findByWords(selector: string, words: string): HTMLElement | undefined {
  const folded = (text: string) => text.replace(/\s+/g, ' ').trim();
  const all: HTMLElement[] = [];
  const collect = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.matches(selector)) all.push(element);
      if (element.shadowRoot) collect(element.shadowRoot);
    }
  };
  collect(document);
  return all.find((element) => {
    const name = element.getAttribute('aria-label') ?? element.innerText ?? '';
    const isShown = element.checkVisibility?.({ visibilityProperty: true }) ?? true;
    return isShown && !element.matches(':disabled,[aria-disabled="true"]') && folded(name).includes(words);
  });
}

async function within(condition: () => Promise<boolean>, timeoutMs = waitMs): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

const saysOf = (browser: WebdriverIO.Browser): Promise<string> =>
  browser.execute(() => document.body.innerText.replace(/\s+/g, ' ').slice(0, 1_500));

/** Presses the first button, link, option or choice with this text. */
async function press(
  browser: WebdriverIO.Browser,
  words: string,
  selector = 'button, a, [role=button], [role=option], [role=radio], label',
): Promise<void> {
  const source = `const find = ${findByWords.toString()}; const hit = find(arguments[0], arguments[1]); if (hit) { hit.scrollIntoView({ block: 'center' }); hit.click(); } return Boolean(hit);`;
  const isPressed = await within(() => browser.execute<boolean, [string, string]>(source, selector, words));
  if (!isPressed)
    throw new Error(`nothing to press says “${words}”; the page says: ${await saysOf(browser)}`);
}

/** Chooses the n-th day of the visible week, from 0. */
async function pressDay(browser: WebdriverIO.Browser, index: number): Promise<void> {
  const isPressed = await within(() =>
    browser.execute((n) => {
      const days = document.querySelectorAll<HTMLElement>('button[aria-pressed]');
      days[n]?.click();
      return days[n] !== undefined;
    }, index),
  );
  if (!isPressed) throw new Error(`there is no day ${index}; the page says: ${await saysOf(browser)}`);
}

/** Types into the field with this label. */
async function typeInto(browser: WebdriverIO.Browser, label: string, text: string): Promise<void> {
  let id: string | null = null;
  const hasLabel = async (): Promise<boolean> => {
    id = await browser.execute((wanted) => {
      const labels = [...document.querySelectorAll('label')];
      return labels.find((one) => one.innerText.includes(wanted))?.htmlFor ?? null;
    }, label);
    return id !== null;
  };
  if (!(await within(hasLabel)))
    throw new Error(`no field “${label}”; the page says: ${await saysOf(browser)}`);
  const field = await browser.$(`[id=${JSON.stringify(id)}]`);
  await field.setValue(text);
}

/** Serious and critical axe findings on the current page. */
async function axeFindings(browser: WebdriverIO.Browser): Promise<AxeFinding[]> {
  await browser.execute(axeSource);
  return browser.executeAsync((done: (found: AxeFinding[]) => void) => {
    const { axe } = window as unknown as {
      axe: {
        run: () => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
      };
    };
    void axe.run().then(({ violations }) =>
      done(
        violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, impact, nodes }) => ({
            id,
            impact,
            elements: nodes.map((node) => node.html.slice(0, 300)),
          })),
      ),
    );
  });
}

/** A person at a browser who finds controls by their visible text. */
function createPerson(browser: WebdriverIO.Browser, close: () => Promise<void>) {
  return {
    browser,
    leave: close,
    open: async (url: string): Promise<void> => {
      await browser.url(url);
    },
    says: (): Promise<string> => saysOf(browser),
    address: (): Promise<string> => browser.getUrl(),
    axe: (): Promise<AxeFinding[]> => axeFindings(browser),
    presses: (words: string, selector?: string): Promise<void> => press(browser, words, selector),
    pressesDay: (index: number): Promise<void> => pressDay(browser, index),
    types: (label: string, text: string): Promise<void> => typeInto(browser, label, text),
    /** Waits until the page shows this text. */
    reads: async (words: string, timeoutMs = waitMs): Promise<void> => {
      const isThere = () =>
        browser.execute((text) => document.body.innerText.replace(/\s+/g, ' ').includes(text), words);
      if (!(await within(isThere, timeoutMs)))
        throw new Error(`the page never said “${words}”; it says: ${await saysOf(browser)}`);
    },
    /** Types a one-time code into one field or six. */
    typesCode: async (code: string): Promise<void> => {
      const first = await browser.$('input[inputmode="numeric"], input[autocomplete="one-time-code"]');
      await first.waitForDisplayed({ timeout: waitMs });
      await first.click();
      await browser.keys([...code]);
    },
    /** Presses a payment method inside the stand-in's frame. */
    paysInTheSandbox: async (words: string): Promise<void> => {
      const frame = await browser.$('iframe');
      await frame.waitForExist({ timeout: waitMs });
      await browser.switchFrame(frame);
      await press(browser, words);
      await browser.switchFrame(null);
    },
  };
}
export type Person = ReturnType<typeof createPerson>;

export async function personWithPhone(): Promise<Person> {
  const { browser, close } = await openPhoneBrowser(phoneSize);
  return createPerson(browser, close);
}

export async function personAtDesk(): Promise<Person> {
  const { browser, close } = await openPhoneBrowser({ width: 1440, height: 900 });
  return createPerson(browser, close);
}
