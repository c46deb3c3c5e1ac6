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

/** One row per text that a phone received, with the number of separate bubbles: above one is a duplicate. */
function ledgerOf(messages: readonly WhatsappMessage[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  for (const { id, phone, text, receivedAt, received } of messages) {
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

type StateFile = z.infer<typeof fileSchema>;

function readStateFile(file: string | null): StateFile | null {
  if (file === null) return null;
  let raw: string;
  try {
    raw = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  return fileSchema.parse(JSON.parse(raw));
}

function writeStateFile(file: string, content: StateFile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Only behaviour changed at run time is stored, so that an old file does not override new start options. */
function changedBehaviour(now: Behaviour, initial: Behaviour): Partial<Behaviour> {
  const before = new Map(Object.entries(initial));
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => before.get(key) !== value));
}

interface Stored {
  sessions: Set<string>;
  messages: WhatsappMessage[];
  contacts: Map<string, WhatsappContact>;
  behaviour: Behaviour;
  /** Wrong clicks on the microphone; the driver must never cause one. */
  voiceNotes: number;
}

function loadState(file: string | null, initial: Behaviour): Stored {
  const stored = readStateFile(file);
  const behaviour = { ...initial };
  for (const [key, value] of Object.entries(stored?.behaviour ?? {})) {
    if (value !== undefined) Object.assign(behaviour, { [key]: value });
  }
  return {
    sessions: new Set(stored?.sessions),
    messages: stored?.messages ?? [],
    contacts: new Map(Object.entries(stored?.contacts ?? {})),
    behaviour,
    voiceNotes: stored?.voiceNotes ?? 0,
  };
}

/** A bubble as the server keeps it, with the instants at which its ticks appear. */
function createMessage(
  bubble: IncomingBubble,
  { bubble: mode, ackDelayMs, deliverDelayMs, readDelayMs }: Behaviour,
  due: (atMs: number) => string,
): WhatsappMessage {
  const now = Date.now();
  const after = (delay: number | null) => (delay === null ? null : due(now + delay));
  const acknowledged = mode === 'normal';
  const delivered = acknowledged && deliverDelayMs !== null ? ackDelayMs + deliverDelayMs : null;
  return {
    ...bubble,
    receivedAt: new Date(now).toISOString(),
    received: mode !== 'fail',
    sentAt: acknowledged ? after(ackDelayMs) : null,
    deliveredAt: after(delivered),
    readAt: delivered !== null && readDelayMs !== null ? after(delivered + readDelayMs) : null,
  };
}

/** The next misbehaviour of a bubble is used up. */
function withoutOneBubble(behaviour: Behaviour): Behaviour {
  const left = behaviour.bubbleTimes;
  if (left === null) return behaviour;
  return left > 1
    ? { ...behaviour, bubbleTimes: left - 1 }
    : { ...behaviour, bubble: 'normal', bubbleTimes: null };
}

interface Kept {
  readonly stored: Stored;
  readonly changed: () => void;
}

const sessionsOf = ({ stored, changed }: Kept) => ({
  isSession: (token: string | undefined): boolean => token !== undefined && stored.sessions.has(token),
  link: (): string => {
    const token = randomBytes(24).toString('hex');
    stored.sessions.add(token);
    changed();
    return token;
  },
  logOut: (): void => {
    stored.sessions.clear();
    changed();
  },
});

function contactsOf({ stored, changed }: Kept) {
  const contact = (phone: string): WhatsappContact =>
    stored.contacts.get(phone) ?? { onWhatsApp: true, savedName: null };
  return {
    contact,
    setContact: (phone: string, change: Partial<WhatsappContact>): void => {
      stored.contacts.set(phone, { ...contact(phone), ...change });
      changed();
    },
    phones: (): string[] =>
      [...new Set([...stored.contacts.keys(), ...stored.messages.map(({ phone }) => phone)])].sort(),
  };
}

const messagesOf = ({ stored, changed }: Kept, due: (atMs: number) => string) => ({
  /** A bubble re-posted under its id is the same bubble, as with the real server. */
  receive: (bubble: IncomingBubble): WhatsappMessage | 'offline' => {
    const known = stored.messages.find((message) => message.id === bubble.id);
    if (known !== undefined) return known;
    const { behaviour } = stored;
    if (behaviour.bubble === 'offline') return 'offline';
    stored.behaviour = withoutOneBubble(behaviour);
    const message = createMessage(bubble, behaviour, due);
    stored.messages.push(message);
    changed();
    return message;
  },
  /** The phone is unlocked: messages that waited for it are delivered too. */
  markRead: (phone: string): void => {
    const now = new Date().toISOString();
    for (const message of stored.messages) {
      if (message.phone !== phone || message.sentAt === null) continue;
      message.deliveredAt ??= now;
      message.readAt ??= now;
    }
    changed();
  },
  ledger: (): LedgerRow[] => ledgerOf(stored.messages),
  recordVoiceNote: (): void => {
    stored.voiceNotes += 1;
    changed();
  },
});

export function createWhatsappState(file: string | null, given: Partial<Behaviour> = {}) {
  const changes = createChangeSignal();
  const initial: Behaviour = { ...defaultBehaviour, ...given };
  const stored = loadState(file, initial);

  function changed(): void {
    const { sessions, messages, contacts, behaviour, voiceNotes } = stored;
    if (file !== null)
      writeStateFile(file, {
        sessions: [...sessions],
        messages,
        contacts: Object.fromEntries(contacts),
        behaviour: changedBehaviour(behaviour, initial),
        voiceNotes,
      });
    changes.raise();
  }

  function due(atMs: number): string {
    setTimeout(() => changes.raise(), atMs - Date.now() + 5).unref();
    return new Date(atMs).toISOString();
  }

  const kept = { stored, changed };
  return {
    changes,
    ...sessionsOf(kept),
    ...contactsOf(kept),
    ...messagesOf(kept, due),
    get behaviour(): Readonly<Behaviour> {
      return stored.behaviour;
    },
    get linked(): boolean {
      return stored.sessions.size > 0;
    },
    get voiceNotes(): number {
      return stored.voiceNotes;
    },
    get messages(): readonly WhatsappMessage[] {
      return stored.messages;
    },
    behave: (change: Partial<Behaviour>): void => {
      const isLasting = change.bubble !== undefined && change.bubbleTimes === undefined;
      stored.behaviour = { ...stored.behaviour, ...change, ...(isLasting ? { bubbleTimes: null } : {}) };
      changed();
    },
    /** Clears messages, contacts and misbehaviour; the linked browser stays linked. */
    reset: (): void => {
      stored.messages = [];
      stored.contacts.clear();
      stored.behaviour = { ...initial };
      stored.voiceNotes = 0;
      changed();
    },
  };
}
export type WhatsappState = ReturnType<typeof createWhatsappState>;

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
