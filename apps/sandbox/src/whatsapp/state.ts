import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Behaviour, behaviourSchema, defaultBehaviour } from './behaviour.ts';
import { createChangeSignal } from './change-signal.ts';

const messageSchema = z.object({
  id: z.string(),
  phone: z.string(),
  text: z.string(),
  receivedAt: z.string(),
  received: z.boolean(),
  sentAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  readAt: z.string().nullable(),
});
const contactSchema = z.object({ onWhatsApp: z.boolean(), savedName: z.string().nullable() });
const fileSchema = z.object({
  sessions: z.array(z.string()),
  messages: z.array(messageSchema),
  contacts: z.record(z.string(), contactSchema),
  behaviour: behaviourSchema.partial(),
  voiceNotes: z.number(),
});

export type WhatsappMessage = z.infer<typeof messageSchema>;
export type WhatsappContact = z.infer<typeof contactSchema>;
export type Tick = 'failed' | 'pending' | 'sent' | 'delivered' | 'read';
export interface LedgerRow {
  id: string;
  ids: string[];
  phone: string;
  text: string;
  receivedAt: string;
  count: number;
}
export interface IncomingBubble {
  id: string;
  phone: string;
  text: string;
}

export class WhatsappState {
  readonly changes = createChangeSignal();
  #file: string | null;
  #sessions = new Set<string>();
  #messages: WhatsappMessage[] = [];
  #contacts = new Map<string, WhatsappContact>();
  #behaviour: Behaviour;
  #initialBehaviour: Behaviour;
  #voiceNotes = 0;

  constructor(file: string | null, behaviour: Partial<Behaviour> = {}) {
    this.#file = file;
    this.#initialBehaviour = { ...defaultBehaviour, ...behaviour };
    this.#behaviour = { ...this.#initialBehaviour };
    this.#load();
  }

  get behaviour(): Readonly<Behaviour> {
    return this.#behaviour;
  }

  get linked(): boolean {
    return this.#sessions.size > 0;
  }

  /** A wrong click on the microphone; the driver must never cause one. */
  get voiceNotes(): number {
    return this.#voiceNotes;
  }

  get messages(): readonly WhatsappMessage[] {
    return this.#messages;
  }

  isSession(token: string | undefined): boolean {
    return token !== undefined && this.#sessions.has(token);
  }

  link(): string {
    const token = randomBytes(24).toString('hex');
    this.#sessions.add(token);
    this.#changed();
    return token;
  }

  logOut(): void {
    this.#sessions.clear();
    this.#changed();
  }

  behave(change: Partial<Behaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...change };
    if (change.bubble !== undefined && change.bubbleTimes === undefined) this.#behaviour.bubbleTimes = null;
    this.#changed();
  }

  contact(phone: string): WhatsappContact {
    return this.#contacts.get(phone) ?? { onWhatsApp: true, savedName: null };
  }

  setContact(phone: string, change: Partial<WhatsappContact>): void {
    this.#contacts.set(phone, { ...this.contact(phone), ...change });
    this.#changed();
  }

  phones(): string[] {
    return [...new Set([...this.#contacts.keys(), ...this.#messages.map((message) => message.phone)])].sort();
  }

  /** A bubble re-posted under its id is the same bubble, as with the real server. */
  receive(bubble: IncomingBubble): WhatsappMessage | 'offline' {
    const known = this.#messages.find((message) => message.id === bubble.id);
    if (known !== undefined) return known;
    const mode = this.#behaviour.bubble;
    if (mode === 'offline') return 'offline';
    this.#spendBubbleMode();
    const now = Date.now();
    const { ackDelayMs, deliverDelayMs, readDelayMs } = this.#behaviour;
    const after = (delay: number | null) => (delay === null ? null : this.#due(now + delay));
    const acknowledged = mode === 'normal';
    const delivered = acknowledged && deliverDelayMs !== null ? ackDelayMs + deliverDelayMs : null;
    const message: WhatsappMessage = {
      ...bubble,
      receivedAt: new Date(now).toISOString(),
      received: mode !== 'fail',
      sentAt: acknowledged ? after(ackDelayMs) : null,
      deliveredAt: after(delivered),
      readAt: delivered !== null && readDelayMs !== null ? after(delivered + readDelayMs) : null,
    };
    this.#messages.push(message);
    this.#changed();
    return message;
  }

  /** The phone is unlocked: messages that waited for it are delivered too. */
  markRead(phone: string): void {
    const now = new Date().toISOString();
    for (const message of this.#messages) {
      if (message.phone !== phone || message.sentAt === null) continue;
      message.deliveredAt ??= now;
      message.readAt ??= now;
    }
    this.#changed();
  }

  recordVoiceNote(): void {
    this.#voiceNotes += 1;
    this.#changed();
  }

  /** One row per text that a phone received, with the number of separate bubbles: above one is a duplicate. */
  ledger(): LedgerRow[] {
    const rows = new Map<string, LedgerRow>();
    for (const { id, phone, text, receivedAt, received } of this.#messages) {
      if (!received) continue;
      const key = JSON.stringify([phone, text]);
      const row = rows.get(key);
      if (row === undefined) rows.set(key, { id, ids: [id], phone, text, receivedAt, count: 1 });
      else {
        row.ids.push(id);
        row.count += 1;
      }
    }
    return [...rows.values()];
  }

  /** Clears messages, contacts and misbehaviour; the linked browser stays linked. */
  reset(): void {
    this.#messages = [];
    this.#contacts.clear();
    this.#behaviour = { ...this.#initialBehaviour };
    this.#voiceNotes = 0;
    this.#changed();
  }

  #spendBubbleMode(): void {
    const left = this.#behaviour.bubbleTimes;
    if (left === null) return;
    if (left > 1) this.#behaviour.bubbleTimes = left - 1;
    else this.#behaviour = { ...this.#behaviour, bubble: 'normal', bubbleTimes: null };
  }

  #due(atMs: number): string {
    setTimeout(() => this.changes.raise(), atMs - Date.now() + 5).unref();
    return new Date(atMs).toISOString();
  }

  #changed(): void {
    this.#save();
    this.changes.raise();
  }

  #load(): void {
    if (this.#file === null) return;
    let raw: string;
    try {
      raw = readFileSync(this.#file, 'utf8');
    } catch {
      return;
    }
    const stored = fileSchema.parse(JSON.parse(raw));
    this.#sessions = new Set(stored.sessions);
    this.#messages = stored.messages;
    this.#contacts = new Map(Object.entries(stored.contacts));
    this.#voiceNotes = stored.voiceNotes;
    for (const [key, value] of Object.entries(stored.behaviour)) {
      if (value !== undefined) Object.assign(this.#behaviour, { [key]: value });
    }
  }

  #save(): void {
    if (this.#file === null) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    const content: z.infer<typeof fileSchema> = {
      sessions: [...this.#sessions],
      messages: this.#messages,
      contacts: Object.fromEntries(this.#contacts),
      behaviour: this.#changedBehaviour(),
      voiceNotes: this.#voiceNotes,
    };
    writeFileSync(`${this.#file}.new`, JSON.stringify(content), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** Stores only behaviour changed at run time, so that an old file does not override new start options. */
  #changedBehaviour(): Partial<Behaviour> {
    const initial = new Map(Object.entries(this.#initialBehaviour));
    return Object.fromEntries(
      Object.entries(this.#behaviour).filter(([key, value]) => initial.get(key) !== value),
    );
  }
}

export function tickOf(message: WhatsappMessage, now: number): Tick {
  if (!message.received) return 'failed';
  const reached = (at: string | null) => at !== null && Date.parse(at) <= now;
  if (reached(message.readAt)) return 'read';
  if (reached(message.deliveredAt)) return 'delivered';
  return reached(message.sentAt) ? 'sent' : 'pending';
}

/** Digits in the form of WhatsApp links: international, no plus sign, no leading zeros; null for an invalid number. */
export function phoneDigits(input: string): string | null {
  const digits = input.replace(/[\s()+.-]/g, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? digits : null;
}
