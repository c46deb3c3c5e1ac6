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

export class Throttle {
  #pacing: Pacing;
  #random: () => number;
  #past: { phone: string; atMs: number; text: string | null; isNew: boolean }[] = [];
  #knownPhones: Set<string>;
  #nextFreeMs = 0;

  /** Hand in a day of history and the known contacts, or a restart forgets what was already sent. */
  constructor(
    pacing: Pacing,
    history: PastSend[] = [],
    knownPhones: Iterable<string> = [],
    random = Math.random,
  ) {
    this.#pacing = pacing;
    this.#random = random;
    this.#knownPhones = new Set(knownPhones);
    for (const send of [...history].sort((a, b) => a.at.getTime() - b.at.getTime())) {
      this.record(send.phoneE164, send.text, send.at);
    }
  }

  ask(phoneE164: string, text: string, now: Date): Permission {
    const nowMs = now.getTime();
    this.#past = this.#past.filter((send) => nowMs - send.atMs < dayMs);
    const hour = this.#past.filter((send) => nowMs - send.atMs < hourMs);
    const { perHour, perDay, perRecipientPerHour, newContactsPerDay, sameTextRecipientsPerHour } =
      this.#pacing;
    const toRecipient = hour.filter((send) => send.phone === phoneE164);
    const words = comparable(text);
    const sameText = hour.filter((send) => send.text === words && send.phone !== phoneE164);
    const newOnes = this.#past.filter((send) => send.isNew);
    const isNew = !this.#knownPhones.has(phoneE164);

    if (hour.length >= perHour) return refused('throttled_hour', hour, hourMs, nowMs);
    if (this.#past.length >= perDay) return refused('throttled_day', this.#past, dayMs, nowMs);
    if (toRecipient.length >= perRecipientPerHour)
      return refused('throttled_recipient', toRecipient, hourMs, nowMs);
    if (isNew && newOnes.length >= newContactsPerDay)
      return refused('throttled_new_contacts', newOnes, dayMs, nowMs);
    if (new Set(sameText.map((send) => send.phone)).size >= sameTextRecipientsPerHour) {
      return refused('throttled_same_text', sameText, hourMs, nowMs);
    }
    return { kind: 'go', waitMs: Math.max(0, this.#nextFreeMs - nowMs) };
  }

  /** Counts a click, proven or not. */
  record(phoneE164: string, text: string | null, at: Date): void {
    const isNew = !this.#knownPhones.has(phoneE164);
    this.#knownPhones.add(phoneE164);
    this.#past.push({
      phone: phoneE164,
      atMs: at.getTime(),
      text: text === null ? null : comparable(text),
      isNew,
    });
    this.#nextFreeMs = at.getTime() + this.#between(this.#pacing.gapMinMs, this.#pacing.gapMaxMs);
  }

  beforeClickMs(): number {
    return this.#between(this.#pacing.beforeClickMinMs, this.#pacing.beforeClickMaxMs);
  }

  #between(min: number, max: number): number {
    return Math.round(min + this.#random() * (max - min));
  }
}

/** Free again when the oldest of those that fill the window leaves it. */
function refused(
  reason: ThrottleReason,
  filling: { atMs: number }[],
  windowMs: number,
  nowMs: number,
): Permission {
  const oldest = filling[0]?.atMs ?? nowMs;
  return { kind: 'refused', reason, retryAfterMs: Math.max(1_000, oldest + windowMs - nowMs) };
}
