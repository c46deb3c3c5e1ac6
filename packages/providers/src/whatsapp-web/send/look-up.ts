import type { OutgoingMessage, SendOutcome } from '@holdfast/core/ports/message-sender';
import type { Timings } from '../config.ts';
import { isAfter, possibleBubbleTimes } from '../page/bubble-time.ts';
import { comparable } from '../page/in-page.ts';
import type { Bubble, WhatsappPage } from '../page/page.ts';
import { linkDigits } from '../page/recipient.ts';
import { pause, waitFor } from '../waiting.ts';
import { outcomeOf } from './send-once.ts';

export interface LookUp {
  page: WhatsappPage;
  message: OutgoingMessage;
  armedAt: Date;
  timings: Timings;
  readyForMs: number;
  /** Proof from elsewhere that no click happened; believed only when no bubble says otherwise. */
  neverClicked: boolean;
}

const bubblesBack = 20;

/** A bubble with our text from after `armedAt` is proof; its absence is none, unless the click itself is disproved. */
export async function lookForSend(lookUp: LookUp): Promise<SendOutcome> {
  const { page, message, timings, neverClicked } = lookUp;
  const digits = linkDigits(message.phoneE164);
  if (digits === null) return { kind: 'not_clicked', reason: 'not_a_phone_number', retryable: false };
  const chat = await page.openChat(digits);
  if (chat.kind === 'not_on_whatsapp') return { kind: 'unknown', reason: 'chat_cannot_be_opened' };
  await pause(timings.syncSettleMs - lookUp.readyForMs);

  let seen: Bubble | undefined;
  let undated = false;
  const outcome = await waitFor(
    async () => {
      const { dated, hasUndated } = matching(await page.bubbles(), lookUp);
      seen = dated;
      undated = hasUndated;
      if (neverClicked && seen === undefined && !undated) return notClicked();
      return outcomeOf(seen);
    },
    { timeoutMs: timings.lookUpMs, pollMs: timings.pollMs },
  );
  if (outcome !== null) return outcome;
  if (seen !== undefined) return { kind: 'unknown', reason: 'clock' };
  return { kind: 'unknown', reason: undated ? 'bubble_without_time' : 'no_bubble' };
}

function matching(
  bubbles: Bubble[],
  { message, armedAt }: LookUp,
): { dated: Bubble | undefined; hasUndated: boolean } {
  const wanted = comparable(message.text);
  const now = new Date();
  const sameText = bubbles.slice(-bubblesBack).filter((bubble) => comparable(bubble.text) === wanted);
  const times = sameText.map((bubble) => ({
    bubble,
    at: possibleBubbleTimes(bubble.stamp, bubble.clock, now),
  }));
  return {
    dated: times.findLast(({ at }) => isAfter(at, armedAt, now))?.bubble,
    hasUndated: times.some(({ at }) => at.length === 0),
  };
}

function notClicked(): SendOutcome {
  return { kind: 'not_clicked', reason: 'click_never_happened', retryable: true };
}
