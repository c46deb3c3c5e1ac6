import { failPoint } from '@holdfast/core/fail-points';
import type { OutgoingMessage, SendOutcome } from '@holdfast/core/ports/message-sender';
import { isBrowserDead } from '../browser/dead-browser.ts';
import type { Timings } from '../config.ts';
import { comparable } from '../page/in-page.ts';
import { type Bubble, PageRefusal, StructuralMiss, type WhatsappPage } from '../page/page.ts';
import { linkDigits } from '../page/recipient.ts';
import { readTick } from '../page/tick.ts';
import { pause, waitFor } from '../waiting.ts';
import { sendFailPoints } from './fail-points.ts';

export interface Send {
  page: WhatsappPage;
  message: OutgoingMessage;
  timings: Timings;
  beforeClickMs: number;
  arm: () => Promise<boolean>;
  onArmed: () => void;
  onClick: () => void;
}

export interface SendResult {
  outcome: SendOutcome;
  structuralMiss: boolean;
}

interface Ready {
  name: string;
  bubbleIds: Set<string>;
}

/** One message, one click at most. Before the click every trouble is `not_clicked`; after it none is. */
export async function sendOnce(send: Send): Promise<SendResult> {
  let ready: Ready | SendOutcome;
  try {
    ready = await makeReady(send);
    if ('kind' in ready) {
      if (ready.kind === 'not_clicked' && ready.reason === 'not_armed') await tidyUp(send);
      return plain(ready);
    }
    failPoint(sendFailPoints.armAfter);
    failPoint(sendFailPoints.clickBefore);
  } catch (error) {
    await tidyUp(send);
    return { outcome: notClicked(reasonOf(error), true), structuralMiss: error instanceof StructuralMiss };
  }
  const refusal = await click(send, ready.name);
  if (refusal !== null) return plain(refusal);
  try {
    failPoint(sendFailPoints.clickAfter);
    const outcome = await awaitProof(send, ready.bubbleIds);
    failPoint(sendFailPoints.proofAfter);
    return plain(outcome);
  } catch (error) {
    return plain({ kind: 'unknown', reason: `after_click_${reasonOf(error)}` });
  }
}

/** Everything up to the click: right chat, right text, row armed. */
async function makeReady({ page, message, beforeClickMs, arm, onArmed }: Send): Promise<Ready | SendOutcome> {
  const digits = linkDigits(message.phoneE164);
  if (digits === null) return notClicked('not_a_phone_number', false);
  failPoint(sendFailPoints.openChatBefore);
  const chat = await page.openChat(digits);
  failPoint(sendFailPoints.openChatAfter);
  if (chat.kind === 'not_on_whatsapp') return notClicked('not_on_whatsapp', false);
  await page.enterText(digits, message.text);
  failPoint(sendFailPoints.insertTextAfter);
  await pause(beforeClickMs);
  const { bubbleIds } = await page.prepareSend(message.messageId);
  if (!(await arm())) return notClicked('not_armed', true);
  onArmed();
  return { name: chat.name, bubbleIds: new Set(bubbleIds) };
}

/** null once it is, or may be, clicked. A lost answer is cleared up in the page: voided there means never clicked. */
async function click(send: Send, name: string): Promise<SendOutcome | null> {
  const { page, message, onClick } = send;
  onClick();
  try {
    const reply = await page.clickOnce({ messageId: message.messageId, name, text: message.text });
    if (reply.clicked) return null;
    await tidyUp(send);
    return notClicked(reply.reason, true);
  } catch (error) {
    const mark = await page.voidSend(message.messageId).catch(() => 'unknown' as const);
    if (mark === 'voided') return notClicked(reasonOf(error), true);
    return mark === 'clicked' ? null : { kind: 'unknown', reason: `at_click_${reasonOf(error)}` };
  }
}

/** A new bubble of ours with our text, then one tick on it. An emptied box proves nothing. */
async function awaitProof({ page, message, timings }: Send, before: Set<string>): Promise<SendOutcome> {
  const wanted = comparable(message.text);
  const isOurs = (bubble: Bubble) => !before.has(bubble.id) && comparable(bubble.text) === wanted;
  const { pollMs } = timings;
  const appeared = await waitFor(async () => ((await page.bubbles()).some(isOurs) ? true : null), {
    timeoutMs: timings.bubbleMs,
    pollMs,
  });
  if (appeared === null) return { kind: 'unknown', reason: 'no_bubble' };
  const outcome = await waitFor(async () => outcomeOf((await page.bubbles()).find(isOurs)), {
    timeoutMs: timings.tickMs,
    pollMs,
  });
  return outcome ?? { kind: 'unknown', reason: 'clock' };
}

/** null while the bubble shows neither a tick nor a failure. */
export function outcomeOf(bubble: Bubble | undefined): SendOutcome | null {
  if (bubble === undefined) return null;
  const tick = readTick(bubble);
  if (tick === 'failed') return { kind: 'failed_visible', reason: 'fail_mark_on_bubble' };
  if (tick === 'pending') return null;
  return { kind: 'sent', proof: { externalId: bubble.id, tick } };
}

/** Takes the permission to click back and empties the box; both are done again before the next send if this fails. */
async function tidyUp({ page, message }: Send): Promise<void> {
  try {
    await page.voidSend(message.messageId);
    await page.clearBox();
  } catch {
    // The page may be the very thing that broke; `enterText` never sends on top of a leftover.
  }
}

export function reasonOf(error: unknown): string {
  if (error instanceof StructuralMiss) return `page_part_missing_${error.step}`;
  if (error instanceof PageRefusal) return error.reason;
  if (isBrowserDead(error)) return 'browser_lost';
  return error instanceof Error ? `error_${error.name}` : 'error';
}

function notClicked(reason: string, retryable: boolean): SendOutcome {
  return { kind: 'not_clicked', reason, retryable };
}

function plain(outcome: SendOutcome): SendResult {
  return { outcome, structuralMiss: false };
}
