import { comparable } from '../page/in-page.ts';

export interface Pacing {
  gapMinMs: number;
  gapMaxMs: number;
  beforeClickMinMs: number;
  beforeClickMaxMs: number;
  perHour: number;
  perDay: number;
  newContactsPerDay: number;
  perRecipientPerHour: number;
  sameTextRecipientsPerHour: number;
}

/** Opinion, not fact: no document of WhatsApp's names a safe rate. Chosen on the careful side. */
export const carefulPacing: Pacing = {
  gapMinMs: 20_000,
  gapMaxMs: 45_000,
  beforeClickMinMs: 2_000,
  beforeClickMaxMs: 5_000,
  perHour: 60,
  perDay: 300,
  newContactsPerDay: 20,
  perRecipientPerHour: 3,
  sameTextRecipientsPerHour: 10,
};

/** For a stand-in that bans nobody. */
export const noPacing: Pacing = {
  gapMinMs: 0,
  gapMaxMs: 0,
  beforeClickMinMs: 0,
  beforeClickMaxMs: 0,
  perHour: Number.POSITIVE_INFINITY,
  perDay: Number.POSITIVE_INFINITY,
  newContactsPerDay: Number.POSITIVE_INFINITY,
  perRecipientPerHour: Number.POSITIVE_INFINITY,
  sameTextRecipientsPerHour: Number.POSITIVE_INFINITY,
};

/** `text` is null for sends from before a restart, whose words are not kept. */
export interface PastSend {
  phoneE164: string;
  at: Date;
  text: string | null;
}

export type Permission =
  | { kind: 'go'; waitMs: number }
  | { kind: 'refused'; reason: ThrottleReason; retryAfterMs: number };

export type ThrottleReason =
  | 'throttled_hour'
  | 'throttled_day'
  | 'throttled_new_contacts'
  | 'throttled_recipient'
  | 'throttled_same_text';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface CountedSend {
  readonly phone: string;
  readonly atMs: number;
  readonly text: string | null;
  readonly isNew: boolean;
}

export interface Throttle {
  readonly ask: (phoneE164: string, text: string, now: Date) => Permission;
  /** Counts a click, proven or not. */
  readonly record: (phoneE164: string, text: string | null, at: Date) => void;
  readonly beforeClickMs: () => number;
}

/** The limit that a message would exceed; null when it may go. `past`: the sends of the last day. */
function exceeded(
  pacing: Pacing,
  past: readonly CountedSend[],
  message: { readonly phone: string; readonly text: string; readonly isNew: boolean },
  nowMs: number,
): Permission | null {
  const hour = past.filter((send) => nowMs - send.atMs < hourMs);
  const toRecipient = hour.filter((send) => send.phone === message.phone);
  const sameText = hour.filter((send) => send.text === message.text && send.phone !== message.phone);
  const newOnes = past.filter((send) => send.isNew);
  if (hour.length >= pacing.perHour) return refused('throttled_hour', hour, hourMs, nowMs);
  if (past.length >= pacing.perDay) return refused('throttled_day', past, dayMs, nowMs);
  if (toRecipient.length >= pacing.perRecipientPerHour)
    return refused('throttled_recipient', toRecipient, hourMs, nowMs);
  if (message.isNew && newOnes.length >= pacing.newContactsPerDay)
    return refused('throttled_new_contacts', newOnes, dayMs, nowMs);
  if (new Set(sameText.map((send) => send.phone)).size >= pacing.sameTextRecipientsPerHour)
    return refused('throttled_same_text', sameText, hourMs, nowMs);
  return null;
}

/** Hand in a day of history and the known contacts, or a restart forgets what was already sent. */
export function createThrottle(
  pacing: Pacing,
  history: readonly PastSend[] = [],
  phones: Iterable<string> = [],
  random = Math.random,
): Throttle {
  const knownPhones = new Set(phones);
  let past: CountedSend[] = [];
  let nextFreeMs = 0;
  const between = (min: number, max: number): number => Math.round(min + random() * (max - min));

  function record(phone: string, text: string | null, at: Date): void {
    const isNew = !knownPhones.has(phone);
    knownPhones.add(phone);
    past.push({ phone, atMs: at.getTime(), text: text === null ? null : comparable(text), isNew });
    nextFreeMs = at.getTime() + between(pacing.gapMinMs, pacing.gapMaxMs);
  }
  for (const send of history.toSorted((a, b) => a.at.getTime() - b.at.getTime()))
    record(send.phoneE164, send.text, send.at);

  return {
    record,
    ask: (phone, text, now) => {
      const nowMs = now.getTime();
      past = past.filter((send) => nowMs - send.atMs < dayMs);
      const message = { phone, text: comparable(text), isNew: !knownPhones.has(phone) };
      const limit = exceeded(pacing, past, message, nowMs);
      return limit ?? { kind: 'go', waitMs: Math.max(0, nextFreeMs - nowMs) };
    },
    beforeClickMs: () => between(pacing.beforeClickMinMs, pacing.beforeClickMaxMs),
  };
}

/** Free again when the oldest of those that fill the window leaves it. */
function refused(
  reason: ThrottleReason,
  filling: readonly CountedSend[],
  windowMs: number,
  nowMs: number,
): Permission {
  const oldest = filling[0]?.atMs ?? nowMs;
  return { kind: 'refused', reason, retryAfterMs: Math.max(1_000, oldest + windowMs - nowMs) };
}
