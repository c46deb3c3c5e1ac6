/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Selectors } from './selectors.ts';

/**
 * Functions that run inside the page. Their source text is sent over, all together, so they may use
 * one another but nothing else: no imports at run time (a test runner renames those), no outer variables.
 */

/**
 * The same text as it was asked for, as it stands in the box and as a bubble shows it: the page turns
 * `*bold*` marks into styling, changes line ends and spaces, and may normalise characters.
 */
export function comparable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/\u200B|\u200C|\u200D|\u2060|\uFEFF|\uFE0F/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/[*_~`]/g, '')
    .replace(/ *\n */g, '\n')
    .trim();
}

type SendMark = 'prepared' | 'clicked' | 'voided';
interface Memory {
  documentId: string;
  sends: Record<string, SendMark>;
}

declare global {
  interface Window {
    sendMemory?: Memory;
  }
}

/** Lives as long as the document: what was clicked here, keyed by message. */
function memory(): Memory {
  window.sendMemory ??= { documentId: `${performance.timeOrigin}-${Math.random()}`, sends: {} };
  return window.sendMemory;
}

function first(list: string[], root: ParentNode): Element | null {
  for (const css of list) {
    const found = root.querySelector(css);
    if (found !== null) return found;
  }
  return null;
}

function says(nodes: Iterable<Element>, texts: string[]): boolean {
  for (const node of nodes) {
    const content = (node.textContent ?? '').toLowerCase();
    if (texts.some((text) => content.includes(text))) return true;
  }
  return false;
}

function inlineText(node: Node): string {
  if (node.nodeType === 3) return node.nodeValue ?? '';
  if (node.nodeName === 'BR') return '\n';
  if (node instanceof HTMLImageElement) return node.alt;
  return Array.from(node.childNodes, inlineText).join('');
}

function textOf(node: Element): string {
  const paragraphs = Array.from(node.querySelectorAll('p'));
  if (paragraphs.length === 0) return inlineText(node);
  return paragraphs
    .map((line) => (line.textContent === '' && line.querySelector('img') === null ? '' : inlineText(line)))
    .join('\n');
}

function dialogs(sel: Selectors): Element[] {
  return sel.dialog.flatMap((css) => Array.from(document.querySelectorAll(css)));
}

function pressIn(nodes: Iterable<Element>, texts: string[] | null): boolean {
  for (const node of nodes) {
    for (const button of node.querySelectorAll<HTMLElement>('button, [role="button"]')) {
      if (texts !== null && !says([button], texts)) continue;
      button.click();
      return true;
    }
  }
  return false;
}

function look(sel: Selectors) {
  const isReady = first(sel.marks.ready.css, document) !== null;
  const marks = Object.entries(sel.marks)
    .filter(([, mark]) => {
      if (isReady && mark.onlyBeforeReady === true) return false;
      const nodes = mark.css.flatMap((css) => Array.from(document.querySelectorAll(css)));
      return mark.texts === undefined ? nodes.length > 0 : says(nodes, mark.texts);
    })
    .map(([name]) => name);
  const holder = first(sel.qrHolder, document);
  const canvas = first(sel.qrCanvas, document);
  const text = holder?.getAttribute('data-ref') ?? null;
  const shown = canvas instanceof HTMLCanvasElement && text !== null && !isReady;
  return {
    documentId: memory().documentId,
    marks,
    qr: shown ? { text, dataUrl: canvas.toDataURL() } : null,
    qrExpired: holder !== null && canvas === null && first(sel.qrReload, document) !== null,
  };
}

function renewQr(sel: Selectors): boolean {
  const button = first(sel.qrReload, document);
  if (button instanceof HTMLElement) button.click();
  return button !== null;
}

function useHere(sel: Selectors): boolean {
  return pressIn([...dialogs(sel), document.body], sel.useHere);
}

/** The app takes such links over without a reload. */
function openInApp(sel: Selectors, digits: string): boolean {
  const header = first(sel.appHeader, document);
  if (header === null) return false;
  const link = document.createElement('a');
  link.href = `https://wa.me/${digits}`;
  link.style.display = 'none';
  header.append(link);
  link.click();
  link.remove();
  return true;
}

function headerNames(sel: Selectors): string[] {
  const header = first(sel.header, document);
  if (header === null) return [];
  const nodes = sel.headerNames.flatMap((css) => Array.from(header.querySelectorAll(css)));
  return nodes
    .map((node) => (node.getAttribute('title') ?? node.textContent ?? '').trim())
    .filter((name) => name !== '');
}

function chatStatus(sel: Selectors) {
  return {
    notOnWhatsapp: says(dialogs(sel), sel.notOnWhatsapp),
    dialogs: dialogs(sel).length,
    names: headerNames(sel),
    hasBox: first(sel.box, document) !== null,
  };
}

function dismissNotOnWhatsapp(sel: Selectors): boolean {
  return pressIn(
    dialogs(sel).filter((dialog) => says([dialog], sel.notOnWhatsapp)),
    null,
  );
}

function boxText(sel: Selectors): string | null {
  const box = first(sel.box, document);
  return box === null ? null : textOf(box);
}

function focusBox(sel: Selectors): boolean {
  const box = first(sel.box, document);
  if (!(box instanceof HTMLElement)) return false;
  box.focus();
  document.getSelection()?.selectAllChildren(box);
  return true;
}

function clearBox(sel: Selectors): boolean {
  if (!focusBox(sel)) return false;
  document.execCommand('delete');
  return true;
}

function paste(sel: Selectors, text: string): boolean {
  if (!focusBox(sel)) return false;
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  first(sel.box, document)?.dispatchEvent(event);
  return true;
}

function insertByCommand(sel: Selectors, text: string): boolean {
  if (!focusBox(sel)) return false;
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    if (index > 0) document.execCommand('insertLineBreak');
    if (line !== '') document.execCommand('insertText', false, line);
  });
  return true;
}

function prepareSend(sel: Selectors, messageId: string) {
  const { documentId, sends } = memory();
  sends[messageId] = 'prepared';
  return { documentId, bubbleIds: readBubbles(sel).map((bubble) => bubble.id) };
}

/**
 * The only click that sends. Everything is checked again in the same breath, and the mark is set before
 * the click, so that the same script arriving twice clicks once.
 */
function clickOnce(sel: Selectors, expected: { messageId: string; name: string; text: string }) {
  const { sends } = memory();
  const mark = sends[expected.messageId];
  if (mark !== 'prepared') return { clicked: false, reason: `mark_${mark ?? 'missing'}` };
  if (!headerNames(sel).includes(expected.name)) return { clicked: false, reason: 'other_chat_open' };
  const text = boxText(sel);
  if (text === null || comparable(text) !== comparable(expected.text))
    return { clicked: false, reason: 'box_differs' };
  const found = first(sel.sendButton, document);
  const button = found?.closest('button, [role="button"]') ?? found;
  if (!(button instanceof HTMLElement)) return { clicked: false, reason: 'no_send_button' };
  sends[expected.messageId] = 'clicked';
  button.click();
  return { clicked: true, reason: '' };
}

/** Makes a click that is still on its way harmless; `clicked` when it was too late for that. */
function voidSend(_sel: Selectors, messageId: string): SendMark | 'unknown' {
  const { sends } = memory();
  if (sends[messageId] === 'prepared') sends[messageId] = 'voided';
  return sends[messageId] ?? 'unknown';
}

/** For a worker that finds a living page of a dead one. */
function voidAllSends(): Memory {
  const { documentId, sends } = memory();
  for (const [id, mark] of Object.entries(sends)) if (mark === 'prepared') sends[id] = 'voided';
  return { documentId, sends };
}

function readBubble(sel: Selectors, node: Element) {
  const row = node.closest('[role="row"]') ?? node;
  const quotes = sel.quoted.flatMap((css) => Array.from(row.querySelectorAll(css)));
  const isQuoted = (part: Element) => quotes.some((quote) => quote.contains(part));
  const texts = sel.bubbleText
    .map((css) => Array.from(row.querySelectorAll(css)).filter((part) => !isQuoted(part)))
    .find((parts) => parts.length > 0);
  const icon = first(sel.tickIcon, row);
  const clock = Array.from(row.querySelectorAll('span'), (span) => (span.textContent ?? '').trim());
  const id = node.getAttribute('data-id') ?? '';
  return {
    id,
    own:
      id.startsWith('true_') ||
      icon !== null ||
      first(sel.ownBubble, row) !== null ||
      row.querySelector('.message-out') !== null,
    text: texts?.[0] === undefined ? '' : textOf(texts[0]),
    failed: first(sel.failed, row) !== null,
    tickLabel: icon?.getAttribute('aria-label') ?? icon?.querySelector('title')?.textContent ?? null,
    tickIcon: icon?.getAttribute('data-icon') ?? null,
    stamp: first(sel.stamp, row)?.getAttribute('data-pre-plain-text') ?? null,
    clock: clock.find((text) => /^\d{1,2}:\d{2}(\s?[AP]M)?$/i.test(text)) ?? null,
  };
}

/** Our own bubbles among the last that are drawn. */
function readBubbles(sel: Selectors) {
  const css = sel.bubble.find((candidate) => document.querySelector(candidate) !== null);
  const nodes = css === undefined ? [] : Array.from(document.querySelectorAll(css)).slice(-40);
  return nodes.map((node) => readBubble(sel, node)).filter((bubble) => bubble.own && bubble.id !== '');
}

/** Names from the markup only: no labels, no text, since both hold people's names and words. */
function structure() {
  const names = (attribute: string) => [
    ...new Set(
      Array.from(document.querySelectorAll(`[${attribute}]`), (node) => node.getAttribute(attribute) ?? ''),
    ),
  ];
  return {
    icons: names('data-icon').slice(0, 60),
    testIds: names('data-testid').slice(0, 60),
    roles: names('role').slice(0, 40),
  };
}

const library = [
  comparable,
  memory,
  first,
  says,
  inlineText,
  textOf,
  dialogs,
  pressIn,
  headerNames,
  boxText,
  focusBox,
  readBubble,
  readBubbles,
];

export const inPage = {
  look,
  renewQr,
  useHere,
  openInApp,
  chatStatus,
  dismissNotOnWhatsapp,
  boxText,
  clearBox,
  paste,
  insertByCommand,
  prepareSend,
  clickOnce,
  voidSend,
  voidAllSends,
  readBubbles,
  structure,
};

export type InPageCommand = keyof typeof inPage;

/** A script body for WebDriver's execute: arguments are the selectors, then the command's own. */
export function scriptFor(command: InPageCommand): string {
  const parts = [...library, inPage[command]].map(String);
  return `${[...new Set(parts)].join('\n')}\nreturn ${command}(...arguments);`;
}
