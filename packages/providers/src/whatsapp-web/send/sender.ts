import type {
  MessageSender,
  OutgoingMessage,
  ReadReceipt,
  SenderReadiness,
  SendOutcome,
} from '@holdfast/core/ports/message-sender';
import { isBrowserDead } from '../browser/dead-browser.ts';
import type { Timings } from '../config.ts';
import { type PageStructure, StructuralMiss, type WhatsappPage } from '../page/page.ts';
import { linkDigits } from '../page/recipient.ts';
import { readTick } from '../page/tick.ts';
import { SessionNotReady, type WhatsappSession } from '../session/session.ts';
import { pause } from '../waiting.ts';
import { lookForSend } from './look-up.ts';
import { reasonOf, type SendResult, sendOnce } from './send-once.ts';
import type { Throttle } from './throttle.ts';

export type PauseReason = 'restricted' | 'page_changed' | 'failures_in_a_row';

export interface SenderEvents {
  /** Nothing goes out until `resume`; the structure tells which parts the page has now, without anyone's words. */
  onPaused?: (reason: PauseReason, structure: PageStructure | null) => void;
}

export interface SenderOptions {
  session: WhatsappSession;
  throttle: Throttle;
  timings: Timings;
  events?: SenderEvents;
}

const structuralMissesUntilPause = 3;
const failuresUntilPause = 3;
/** The row's clock and ours may differ by this much. */
const clockSlackMs = 5_000;

export class WhatsappSender implements MessageSender {
  #session: WhatsappSession;
  #throttle: Throttle;
  #timings: Timings;
  #events: SenderEvents;
  #paused: PauseReason | null = null;
  #missedFor = new Set<string>();
  #failuresInARow = 0;
  /** When this process last armed a message: only then do the marks in the living page speak of that send. */
  #armedHere = new Map<string, number>();

  constructor({ session, throttle, timings, events = {} }: SenderOptions) {
    this.#session = session;
    this.#throttle = throttle;
    this.#timings = timings;
    this.#events = events;
  }

  get pausedBecause(): PauseReason | null {
    return this.#paused;
  }

  readiness(): SenderReadiness {
    if (this.#session.state === 'restricted') this.#pause('restricted', null);
    if (this.#paused !== null) return 'paused';
    switch (this.#session.state) {
      case 'ready':
        return 'ready';
      case 'qr':
      case 'logged_out':
        return 'needs_login';
      case 'starting':
      case 'loading':
      case 'stopped':
      case 'unresponsive':
        return 'starting';
      case 'conflict':
      case 'restricted':
      case 'unsupported':
      case 'damaged':
      case 'unrecognised':
      case 'given_up':
        return 'paused';
    }
  }

  /** An operator has looked. */
  resume(): void {
    this.#paused = null;
    this.#missedFor.clear();
    this.#failuresInARow = 0;
  }

  async send(message: OutgoingMessage, arm: () => Promise<boolean>): Promise<SendOutcome> {
    const readiness = this.readiness();
    if (readiness !== 'ready') return { kind: 'not_clicked', reason: `sender_${readiness}`, retryable: true };
    const permission = this.#throttle.ask(message.phoneE164, message.text, new Date());
    if (permission.kind === 'refused') {
      const { reason, retryAfterMs } = permission;
      return { kind: 'not_clicked', reason, retryable: true, retryAfterMs };
    }
    await pause(permission.waitMs);
    try {
      return await this.#session.withPage((page) => this.#sendOnce(page, message, arm));
    } catch (error) {
      // Errors of the send itself are outcomes already: what arrives here came before it.
      const reason = error instanceof SessionNotReady ? `session_${error.state}` : reasonOf(error);
      return { kind: 'not_clicked', reason, retryable: true };
    }
  }

  async lookUp(message: OutgoingMessage, armedAt: Date): Promise<SendOutcome> {
    const told = this.#session.takeSalvage(message.messageId, armedAt);
    try {
      return await this.#session.withPage(async (page) => {
        const neverClicked = told === 'voided' || (await this.#voidedHere(page, message.messageId, armedAt));
        const readyForMs = this.#session.readyForMs() ?? 0;
        return lookForSend({ page, message, armedAt, timings: this.#timings, readyForMs, neverClicked });
      });
    } catch (error) {
      const reason = error instanceof SessionNotReady ? `session_${error.state}` : reasonOf(error);
      return { kind: 'unknown', reason };
    }
  }

  async readReceipts(phoneE164: string, externalIds: string[]): Promise<ReadReceipt[]> {
    const digits = linkDigits(phoneE164);
    if (digits === null || externalIds.length === 0) return [];
    try {
      return await this.#session.withPage((page) => receiptsIn(page, digits, new Set(externalIds)));
    } catch (error) {
      // Receipts are taken when they can be had: a page that is away now shows the same ticks later.
      if (error instanceof SessionNotReady || error instanceof StructuralMiss || isBrowserDead(error))
        return [];
      throw error;
    }
  }

  async #sendOnce(
    page: WhatsappPage,
    message: OutgoingMessage,
    arm: () => Promise<boolean>,
  ): Promise<SendOutcome> {
    this.#session.takeSalvage(message.messageId, new Date());
    const result = await sendOnce({
      page,
      message,
      arm,
      timings: this.#timings,
      beforeClickMs: this.#throttle.beforeClickMs(),
      onArmed: () => this.#armedHere.set(message.messageId, Date.now()),
      onClick: () => this.#throttle.record(message.phoneE164, message.text, new Date()),
    });
    if (result.outcome.kind !== 'unknown') this.#armedHere.delete(message.messageId);
    await this.#watchForPatterns(page, message, result);
    return result.outcome;
  }

  /** Takes back a click that may still be under way in this document; true is proof that it never happened. */
  async #voidedHere(page: WhatsappPage, messageId: string, armedAt: Date): Promise<boolean> {
    const armedHere = this.#armedHere.get(messageId);
    if (armedHere === undefined || armedAt.getTime() > armedHere + clockSlackMs) return false;
    return (await page.voidSend(messageId)) === 'voided';
  }

  /** One bad message is its own trouble; the same for several people in a row is ours. */
  async #watchForPatterns(page: WhatsappPage, message: OutgoingMessage, result: SendResult): Promise<void> {
    const { outcome, structuralMiss } = result;
    if (structuralMiss) this.#missedFor.add(message.phoneE164);
    else if (outcome.kind === 'sent') this.#missedFor.clear();
    if (outcome.kind === 'failed_visible') this.#failuresInARow += 1;
    else if (outcome.kind === 'sent') this.#failuresInARow = 0;
    const reason =
      this.#missedFor.size >= structuralMissesUntilPause
        ? 'page_changed'
        : this.#failuresInARow >= failuresUntilPause
          ? 'failures_in_a_row'
          : null;
    if (reason !== null) this.#pause(reason, await page.structure().catch(() => null));
  }

  #pause(reason: PauseReason, structure: PageStructure | null): void {
    if (this.#paused !== null) return;
    this.#paused = reason;
    this.#events.onPaused?.(reason, structure);
  }
}

async function receiptsIn(
  page: WhatsappPage,
  digits: string,
  ids: ReadonlySet<string>,
): Promise<ReadReceipt[]> {
  const chat = await page.openChat(digits);
  if (chat.kind !== 'open') return [];
  const bubbles = (await page.bubbles()).filter((bubble) => ids.has(bubble.id));
  return bubbles.map((bubble) => ({ externalId: bubble.id, tick: readTick(bubble) }));
}
