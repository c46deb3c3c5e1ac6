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

type RunInPage = <Schema extends z.ZodType>(
  schema: Schema,
  command: InPageCommand,
  ...args: unknown[]
) => Promise<z.output<Schema>>;

interface PageParts {
  readonly browser: WebdriverIO.Browser;
  readonly baseUrl: string;
  readonly timings: Timings;
  readonly run: RunInPage;
}

/** Opens chats; the header must prove the recipient. */
function createChats({ browser, baseUrl, timings, run }: PageParts, names: LearntNames) {
  /** Only on a document that was loaded for this number alone. */
  function learn(name: string, digits: string): OpenedChat {
    if (/^[+\d][\d\s()-]{6,}$/.test(name)) throw new PageRefusal('other_number_open');
    if (!names.learn(name, digits)) throw new PageRefusal('name_of_two_numbers');
    return { kind: 'open', name };
  }

  async function seen(digits: string, mayLearn: boolean): Promise<OpenedChat | null> {
    const chat = await run(chatSchema, 'chatStatus');
    if (chat.notOnWhatsapp) {
      await run(z.boolean(), 'dismissNotOnWhatsapp');
      return { kind: 'not_on_whatsapp' };
    }
    if (!chat.hasBox) return null;
    const name = nameWithNumber(chat.names, digits) ?? names.matching(chat.names, digits);
    if (name !== null) return { kind: 'open', name };
    const shown = chat.names[0];
    return mayLearn && shown !== undefined ? learn(shown, digits) : null;
  }

  const untilOpen = (digits: string, timeoutMs: number, mayLearn: boolean): Promise<OpenedChat | null> =>
    waitFor(() => seen(digits, mayLearn), { timeoutMs, pollMs: timings.pollMs });

  async function openByLink(digits: string, query: string): Promise<OpenedChat> {
    await browser.url(`${baseUrl}/send?phone=${digits}${query}`);
    const opened = await untilOpen(digits, timings.openByLinkMs, true);
    if (opened === null) throw new StructuralMiss('open-chat');
    return opened;
  }

  /** Tries the app first, since the deep link reloads everything. */
  async function openChat(digits: string): Promise<OpenedChat> {
    if (await run(z.boolean(), 'openInApp', digits)) {
      const opened = await untilOpen(digits, timings.openInAppMs, false);
      if (opened !== null) return opened;
    }
    return openByLink(digits, '');
  }
  return { openChat, openByLink };
}

/** The box into which a message is written. */
function createBox(
  { browser, timings, run }: PageParts,
  openByLink: (digits: string, query: string) => Promise<OpenedChat>,
) {
  async function holds(text: string): Promise<boolean> {
    const wanted = comparable(text);
    const held = await waitFor(
      async () => {
        const found = await run(z.string().nullable(), 'boxText');
        return found !== null && comparable(found) === wanted ? true : null;
      },
      { timeoutMs: timings.readBackMs, pollMs: Math.min(50, timings.pollMs) },
    );
    return held === true;
  }

  /** A draft of a crashed send would leave together with the next message. */
  async function clearBox(): Promise<void> {
    if (!(await run(z.boolean(), 'clearBox'))) throw new StructuralMiss('box');
    if (await holds('')) return;
    await run(z.boolean(), 'clearBox');
    await browser.keys(['Control', 'a']);
    await browser.keys(['Backspace']);
    if (!(await holds(''))) throw new PageRefusal('box_not_empty');
  }

  /** Puts exactly this text into the box, or throws. */
  async function enterText(digits: string, text: string): Promise<void> {
    for (const way of ['paste', 'insertByCommand'] as const) {
      await clearBox();
      await run(z.boolean(), way, text);
      if (await holds(text)) return;
    }
    await clearBox();
    await openByLink(digits, `&text=${encodeURIComponent(text)}`);
    if (!(await holds(text))) throw new StructuralMiss('enter-text');
  }
  return { clearBox, enterText };
}

/** The only way to the page; together with `in-page.ts` and the selectors the only place that knows its markup. */
export function createWhatsappPage(
  browser: WebdriverIO.Browser,
  baseUrl: string,
  timings: Timings,
  names: LearntNames,
) {
  const run: RunInPage = async (schema, command, ...args) => {
    const reply: unknown = await browser.execute(scriptFor(command), selectors, ...args);
    return schema.parse(reply);
  };
  const parts = { browser, baseUrl, timings, run };
  const { openChat, openByLink } = createChats(parts, names);
  return {
    openChat,
    ...createBox(parts, openByLink),
    goHome: async (): Promise<void> => {
      await browser.url(baseUrl);
    },
    look: async (): Promise<PageLook> => {
      const { marks, ...rest } = await run(lookSchema, 'look');
      return { state: classifyPage(marks), ...rest };
    },
    renewQr: async (): Promise<void> => {
      await run(z.boolean(), 'renewQr');
    },
    takeOver: async (): Promise<void> => {
      await run(z.boolean(), 'useHere');
    },
    /** Allows one click for this message in this document, and notes which bubbles are already there. */
    prepareSend: (messageId: string) => run(preparedSchema, 'prepareSend', messageId),
    clickOnce: (expected: { messageId: string; name: string; text: string }): Promise<ClickReply> =>
      run(clickSchema, 'clickOnce', expected),
    /** `voided`: not clicked in this document, and never will be. */
    voidSend: (messageId: string) => run(markSchema, 'voidSend', messageId),
    bubbles: (): Promise<Bubble[]> => run(z.array(bubbleSchema), 'readBubbles'),
    structure: (): Promise<PageStructure> => run(structureSchema, 'structure'),
  };
}
export type WhatsappPage = ReturnType<typeof createWhatsappPage>;
