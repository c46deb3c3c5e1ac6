import { z } from 'zod';
import type { Timings } from '../config.ts';
import { waitFor } from '../waiting.ts';
import { classifyPage, type PageState } from './classify-page.ts';
import { comparable, type InPageCommand, scriptFor } from './in-page.ts';
import { type LearntNames, nameWithNumber } from './recipient.ts';
import { selectors } from './selectors.ts';

const lookSchema = z.object({
  documentId: z.string(),
  marks: z.array(z.string()),
  qr: z.object({ text: z.string(), dataUrl: z.string() }).nullable(),
  qrExpired: z.boolean(),
});
const chatSchema = z.object({ notOnWhatsapp: z.boolean(), names: z.array(z.string()), hasBox: z.boolean() });
const bubbleSchema = z.object({
  id: z.string(),
  text: z.string(),
  failed: z.boolean(),
  tickLabel: z.string().nullable(),
  tickIcon: z.string().nullable(),
  stamp: z.string().nullable(),
  clock: z.string().nullable(),
});
const preparedSchema = z.object({ documentId: z.string(), bubbleIds: z.array(z.string()) });
const clickSchema = z.object({ clicked: z.boolean(), reason: z.string() });
const markSchema = z.enum(['prepared', 'clicked', 'voided', 'unknown']);
const structureSchema = z.object({
  icons: z.array(z.string()),
  testIds: z.array(z.string()),
  roles: z.array(z.string()),
});

export type Qr = z.output<typeof lookSchema>['qr'];
export interface PageLook {
  state: PageState;
  documentId: string;
  qr: Qr;
  qrExpired: boolean;
}
export type Bubble = z.output<typeof bubbleSchema>;
export type PageStructure = z.output<typeof structureSchema>;
export type OpenedChat = { kind: 'open'; name: string } | { kind: 'not_on_whatsapp' };
export type ClickReply = z.output<typeof clickSchema>;

/** The page is there but has not the parts we know: the markup changed, or something unknown covers it. */
export class StructuralMiss extends Error {
  readonly step: string;

  constructor(step: string) {
    super(`The page has no part for "${step}"`);
    this.step = step;
  }
}

/** The page did what was asked, but not as asked: nothing may be clicked. */
export class PageRefusal extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`The page cannot be trusted with this message: ${reason}`);
    this.reason = reason;
  }
}

/** The only way to the page; together with `in-page.ts` and the selectors the only place that knows its markup. */
export class WhatsappPage {
  #browser: WebdriverIO.Browser;
  #baseUrl: string;
  #timings: Timings;
  #names: LearntNames;

  constructor(browser: WebdriverIO.Browser, baseUrl: string, timings: Timings, names: LearntNames) {
    this.#browser = browser;
    this.#baseUrl = baseUrl;
    this.#timings = timings;
    this.#names = names;
  }

  async goHome(): Promise<void> {
    await this.#browser.url(this.#baseUrl);
  }

  async look(): Promise<PageLook> {
    const { marks, ...rest } = await this.#run(lookSchema, 'look');
    return { state: classifyPage(marks), ...rest };
  }

  async renewQr(): Promise<void> {
    await this.#run(z.boolean(), 'renewQr');
  }

  async takeOver(): Promise<void> {
    await this.#run(z.boolean(), 'useHere');
  }

  /** Tries the app first, since the deep link reloads everything; in both cases the header must prove the recipient. */
  async openChat(digits: string): Promise<OpenedChat> {
    if (await this.#run(z.boolean(), 'openInApp', digits)) {
      const opened = await this.#untilOpen(digits, this.#timings.openInAppMs);
      if (opened !== null) return opened;
    }
    return this.#openByLink(digits, '');
  }

  /** Puts exactly this text into the box, or throws. */
  async enterText(digits: string, text: string): Promise<void> {
    for (const way of ['paste', 'insertByCommand'] as const) {
      await this.clearBox();
      await this.#run(z.boolean(), way, text);
      if (await this.#boxHolds(text)) return;
    }
    await this.clearBox();
    await this.#openByLink(digits, `&text=${encodeURIComponent(text)}`);
    if (!(await this.#boxHolds(text))) throw new StructuralMiss('enter-text');
  }

  /** A draft of a crashed send would leave together with the next message. */
  async clearBox(): Promise<void> {
    if (!(await this.#run(z.boolean(), 'clearBox'))) throw new StructuralMiss('box');
    if (await this.#boxHolds('')) return;
    await this.#run(z.boolean(), 'clearBox');
    await this.#browser.keys(['Control', 'a']);
    await this.#browser.keys(['Backspace']);
    if (!(await this.#boxHolds(''))) throw new PageRefusal('box_not_empty');
  }

  /** Allows one click for this message in this document, and notes which bubbles are already there. */
  async prepareSend(messageId: string): Promise<{ documentId: string; bubbleIds: string[] }> {
    return this.#run(preparedSchema, 'prepareSend', messageId);
  }

  async clickOnce(expected: { messageId: string; name: string; text: string }): Promise<ClickReply> {
    return this.#run(clickSchema, 'clickOnce', expected);
  }

  /** `voided`: not clicked in this document, and never will be. */
  async voidSend(messageId: string): Promise<z.output<typeof markSchema>> {
    return this.#run(markSchema, 'voidSend', messageId);
  }

  async bubbles(): Promise<Bubble[]> {
    return this.#run(z.array(bubbleSchema), 'readBubbles');
  }

  async structure(): Promise<PageStructure> {
    return this.#run(structureSchema, 'structure');
  }

  async #openByLink(digits: string, query: string): Promise<OpenedChat> {
    await this.#browser.url(`${this.#baseUrl}/send?phone=${digits}${query}`);
    const opened = await this.#untilOpen(digits, this.#timings.openByLinkMs, true);
    if (opened === null) throw new StructuralMiss('open-chat');
    return opened;
  }

  async #untilOpen(digits: string, timeoutMs: number, mayLearn = false): Promise<OpenedChat | null> {
    return waitFor<OpenedChat>(
      async () => {
        const chat = await this.#run(chatSchema, 'chatStatus');
        if (chat.notOnWhatsapp) {
          await this.#run(z.boolean(), 'dismissNotOnWhatsapp');
          return { kind: 'not_on_whatsapp' };
        }
        if (!chat.hasBox) return null;
        const name = nameWithNumber(chat.names, digits) ?? this.#names.matching(chat.names, digits);
        if (name !== null) return { kind: 'open', name };
        const shown = chat.names[0];
        return mayLearn && shown !== undefined ? this.#learn(shown, digits) : null;
      },
      { timeoutMs, pollMs: this.#timings.pollMs },
    );
  }

  /** Only on a document that was loaded for this number alone. */
  #learn(name: string, digits: string): OpenedChat {
    if (/^[+\d][\d\s()-]{6,}$/.test(name)) throw new PageRefusal('other_number_open');
    if (!this.#names.learn(name, digits)) throw new PageRefusal('name_of_two_numbers');
    return { kind: 'open', name };
  }

  async #boxHolds(text: string): Promise<boolean> {
    const wanted = comparable(text);
    const held = await waitFor(
      async () => {
        const found = await this.#run(z.string().nullable(), 'boxText');
        return found !== null && comparable(found) === wanted ? true : null;
      },
      { timeoutMs: this.#timings.readBackMs, pollMs: Math.min(50, this.#timings.pollMs) },
    );
    return held === true;
  }

  async #run<Schema extends z.ZodType>(
    schema: Schema,
    command: InPageCommand,
    ...args: unknown[]
  ): Promise<z.output<Schema>> {
    const reply: unknown = await this.#browser.execute(scriptFor(command), selectors, ...args);
    return schema.parse(reply);
  }
}
