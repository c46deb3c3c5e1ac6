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

/** A person at a browser who finds controls by their visible text. */
export class Person {
  readonly browser: WebdriverIO.Browser;
  readonly #close: () => Promise<void>;

  private constructor(browser: WebdriverIO.Browser, close: () => Promise<void>) {
    this.browser = browser;
    this.#close = close;
  }

  static async withPhone(): Promise<Person> {
    const { browser, close } = await openPhoneBrowser(phoneSize);
    return new Person(browser, close);
  }

  static async atDesk(): Promise<Person> {
    const { browser, close } = await openPhoneBrowser({ width: 1440, height: 900 });
    return new Person(browser, close);
  }

  leave(): Promise<void> {
    return this.#close();
  }

  async open(url: string): Promise<void> {
    await this.browser.url(url);
  }

  /** Waits until the page shows this text. */
  async reads(words: string, timeoutMs = waitMs): Promise<void> {
    const isThere = () =>
      this.browser.execute((text) => document.body.innerText.replace(/\s+/g, ' ').includes(text), words);
    if (!(await this.#within(isThere, timeoutMs))) {
      throw new Error(`the page never said “${words}”; it says: ${await this.says()}`);
    }
  }

  async #within(condition: () => Promise<boolean>, timeoutMs = waitMs): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      if (await condition()) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  }

  async says(): Promise<string> {
    return this.browser.execute(() => document.body.innerText.replace(/\s+/g, ' ').slice(0, 1_500));
  }

  /** Presses the first button, link, option or choice with this text. */
  async presses(
    words: string,
    selector = 'button, a, [role=button], [role=option], [role=radio], label',
  ): Promise<void> {
    const source = `const find = ${findByWords.toString()}; const hit = find(arguments[0], arguments[1]); if (hit) { hit.scrollIntoView({ block: 'center' }); hit.click(); } return Boolean(hit);`;
    const isPressed = await this.#within(() =>
      this.browser.execute<boolean, [string, string]>(source, selector, words),
    );
    if (!isPressed) throw new Error(`nothing to press says “${words}”; the page says: ${await this.says()}`);
  }

  /** Types into the field with this label. */
  async types(label: string, text: string): Promise<void> {
    let id: string | null = null;
    const hasLabel = async (): Promise<boolean> => {
      id = await this.browser.execute((wanted) => {
        const labels = [...document.querySelectorAll('label')];
        return labels.find((one) => one.innerText.includes(wanted))?.htmlFor ?? null;
      }, label);
      return id !== null;
    };
    if (!(await this.#within(hasLabel)))
      throw new Error(`no field “${label}”; the page says: ${await this.says()}`);
    const field = await this.browser.$(`[id=${JSON.stringify(id)}]`);
    await field.setValue(text);
  }

  /** Chooses the n-th day of the visible week, from 0. */
  async pressesDay(index: number): Promise<void> {
    const isPressed = await this.#within(() =>
      this.browser.execute((n) => {
        const days = document.querySelectorAll<HTMLElement>('button[aria-pressed]');
        days[n]?.click();
        return days[n] !== undefined;
      }, index),
    );
    if (!isPressed) throw new Error(`there is no day ${index}; the page says: ${await this.says()}`);
  }

  /** Types a one-time code into one field or six. */
  async typesCode(code: string): Promise<void> {
    const first = await this.browser.$('input[inputmode="numeric"], input[autocomplete="one-time-code"]');
    await first.waitForDisplayed({ timeout: waitMs });
    await first.click();
    await this.browser.keys([...code]);
  }

  /** Presses a payment method inside the stand-in's frame. */
  async paysInTheSandbox(words: string): Promise<void> {
    const frame = await this.browser.$('iframe');
    await frame.waitForExist({ timeout: waitMs });
    await this.browser.switchFrame(frame);
    await this.presses(words);
    await this.browser.switchFrame(null);
  }

  async address(): Promise<string> {
    return this.browser.getUrl();
  }

  /** Serious and critical axe findings on the current page. */
  async axe(): Promise<AxeFinding[]> {
    await this.browser.execute(axeSource);
    return this.browser.executeAsync((done: (found: AxeFinding[]) => void) => {
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
}
