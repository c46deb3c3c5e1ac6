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
import { SessionNotReady, type SessionState, type WhatsappSession } from '../session/session.ts';
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

export interface WhatsappSender extends MessageSender {
  /** Null while messages go out. */
  readonly pausedBecause: () => PauseReason | null;
  /** An operator has looked. */
  readonly resume: () => void;
}

const structuralMissesUntilPause = 3;
const failuresUntilPause = 3;
/** The row's clock and ours may differ by this much. */
const clockSlackMs = 5_000;

const readinessOf: Readonly<Record<SessionState, SenderReadiness>> = {
  ready: 'ready',
  qr: 'needs_login',
  logged_out: 'needs_login',
  starting: 'starting',
  loading: 'starting',
  stopped: 'starting',
  unresponsive: 'starting',
  conflict: 'paused',
  restricted: 'paused',
  unsupported: 'paused',
  damaged: 'paused',
  unrecognised: 'paused',
  given_up: 'paused',
};

/** One bad message is its own trouble; the same for several people in a row is ours. */
function createFailurePatterns() {
  const missedFor = new Set<string>();
  let failuresInARow = 0;
  return {
    forget: (): void => {
      missedFor.clear();
      failuresInARow = 0;
    },
    after: (phoneE164: string, { outcome, structuralMiss }: SendResult): PauseReason | null => {
      if (structuralMiss) missedFor.add(phoneE164);
      else if (outcome.kind === 'sent') missedFor.clear();
      if (outcome.kind === 'failed_visible') failuresInARow += 1;
      else if (outcome.kind === 'sent') failuresInARow = 0;
      if (missedFor.size >= structuralMissesUntilPause) return 'page_changed';
      return failuresInARow >= failuresUntilPause ? 'failures_in_a_row' : null;
    },
  };
}

/** Nothing goes out from a pause until an operator has looked. */
function createPauses({ session, events = {} }: SenderOptions) {
  let paused: PauseReason | null = null;
  const patterns = createFailurePatterns();

  function enter(reason: PauseReason, structure: PageStructure | null): void {
    if (paused !== null) return;
    paused = reason;
    events.onPaused?.(reason, structure);
  }

  return {
    because: (): PauseReason | null => paused,
    readiness: (): SenderReadiness => {
      const state = session.state();
      if (state === 'restricted') enter('restricted', null);
      return paused === null ? readinessOf[state] : 'paused';
    },
    resume: (): void => {
      paused = null;
      patterns.forget();
    },
    watch: async (page: WhatsappPage, phoneE164: string, result: SendResult): Promise<void> => {
      const reason = patterns.after(phoneE164, result);
      if (reason !== null) enter(reason, await page.structure().catch(() => null));
    },
  };
}

const sessionReason = (error: unknown): string =>
  error instanceof SessionNotReady ? `session_${error.state}` : reasonOf(error);

/** Sends on the session's page, one armed click per message, and checks after a crash what became of it. */
export function createWhatsappSender(options: SenderOptions): WhatsappSender {
  const { session, throttle, timings } = options;
  const pauses = createPauses(options);
  /** When this process last armed a message: only then do the marks in the living page speak of that send. */
  const armedHere = new Map<string, number>();

  async function sendOn(page: WhatsappPage, message: OutgoingMessage, arm: () => Promise<boolean>) {
    session.takeSalvage(message.messageId, new Date());
    const result = await sendOnce({
      page,
      message,
      arm,
      timings,
      beforeClickMs: throttle.beforeClickMs(),
      onArmed: () => armedHere.set(message.messageId, Date.now()),
      onClick: () => throttle.record(message.phoneE164, message.text, new Date()),
    });
    if (result.outcome.kind !== 'unknown') armedHere.delete(message.messageId);
    await pauses.watch(page, message.phoneE164, result);
    return result.outcome;
  }

  async function send(message: OutgoingMessage, arm: () => Promise<boolean>): Promise<SendOutcome> {
    const readiness = pauses.readiness();
    if (readiness !== 'ready') return { kind: 'not_clicked', reason: `sender_${readiness}`, retryable: true };
    const permission = throttle.ask(message.phoneE164, message.text, new Date());
    if (permission.kind === 'refused') {
      const { reason, retryAfterMs } = permission;
      return { kind: 'not_clicked', reason, retryable: true, retryAfterMs };
    }
    await pause(permission.waitMs);
    try {
      return await session.withPage((page) => sendOn(page, message, arm));
    } catch (error) {
      // Errors of the send itself are outcomes already: what arrives here came before it.
      return { kind: 'not_clicked', reason: sessionReason(error), retryable: true };
    }
  }

  /** Takes back a click that may still be under way in this document; true is proof that it never happened. */
  async function isVoidedHere(page: WhatsappPage, messageId: string, armedAt: Date): Promise<boolean> {
    const armed = armedHere.get(messageId);
    if (armed === undefined || armedAt.getTime() > armed + clockSlackMs) return false;
    return (await page.voidSend(messageId)) === 'voided';
  }

  async function lookUp(message: OutgoingMessage, armedAt: Date): Promise<SendOutcome> {
    const told = session.takeSalvage(message.messageId, armedAt);
    try {
      return await session.withPage(async (page) => {
        const neverClicked = told === 'voided' || (await isVoidedHere(page, message.messageId, armedAt));
        const readyForMs = session.readyForMs() ?? 0;
        return lookForSend({ page, message, armedAt, timings, readyForMs, neverClicked });
      });
    } catch (error) {
      return { kind: 'unknown', reason: sessionReason(error) };
    }
  }

  return {
    send,
    lookUp,
    readReceipts: (phoneE164, ids) => receiptsOf(session, phoneE164, ids),
    readiness: pauses.readiness,
    resume: pauses.resume,
    pausedBecause: pauses.because,
  };
}

async function receiptsOf(
  session: WhatsappSession,
  phoneE164: string,
  externalIds: readonly string[],
): Promise<ReadReceipt[]> {
  const digits = linkDigits(phoneE164);
  if (digits === null || externalIds.length === 0) return [];
  try {
    return await session.withPage((page) => receiptsIn(page, digits, new Set(externalIds)));
  } catch (error) {
    // Receipts are taken when they can be had: a page that is away now shows the same ticks later.
    if (error instanceof SessionNotReady || error instanceof StructuralMiss || isBrowserDead(error))
      return [];
    throw error;
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
