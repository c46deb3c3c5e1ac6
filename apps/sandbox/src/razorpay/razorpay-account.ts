import { join } from 'node:path';
import { createBalance } from './balance.ts';
import { createBank } from './bank.ts';
import { type Book, type CallRecord, createBook, type EventRecord } from './book.ts';
import { createBookFile } from './book-file.ts';
import type { Clock } from './clock.ts';
import { createDashboard } from './dashboard.ts';
import { createDueActions } from './due-actions.ts';
import { differencesFrom, ledgerOf, type OtherBook, type RazorpayLedger } from './ledger.ts';
import { createMisbehaviours, type MisbehaveInput, type Misbehaviour } from './misbehaviour.ts';
import { createPayOrder, type PayInput, type PayResult } from './pay-order.ts';
import { performDue } from './perform-due.ts';
import { createRefunds } from './refunds.ts';
import { unknownId } from './refusal.ts';
import { type AccountTerms, presetTerms, withChanges } from './terms.ts';
import { createWaiting } from './waiting.ts';
import { createWebhookEvents } from './webhook-events.ts';
import { createWebhookSender } from './webhook-sender.ts';

/** One pair of keys: an account in one of its two modes, which share nothing but perhaps the account's id. */
export interface AccountKeys {
  keyId: string;
  keySecret: string;
  webhookSecret: string;
  accountId: string;
}

/** How fast the stand-in is; the same for all accounts. */
export interface Pace {
  dataDir: string | null;
  webhookTimeoutMs: number;
  webhookRetryDelaysMs: readonly number[];
  lateAfterMs: number;
  refundAfterMs: number;
}

export type AccountOptions = AccountKeys & AccountTerms & Pace & { webhookUrl: string | null };

const fileOf = ({ dataDir }: Pace, name: string): string | null => dataDir && join(dataDir, name);

function createParts(options: AccountOptions, clock: Clock, fileName: string) {
  const {
    accountId,
    keySecret,
    webhookSecret: secret,
    webhookUrl: url,
    lateAfterMs,
    refundAfterMs,
  } = options;
  const { webhookTimeoutMs: timeoutMs, webhookRetryDelaysMs: retryDelaysMs, startBalanceMinor } = options;
  const book = createBook();
  const misbehaviours = createMisbehaviours();
  const waiting = createWaiting();
  const terms = withChanges(presetTerms, options.terms);
  const balance = createBalance({ movements: book.movements, startMinor: startBalanceMinor, clock });
  const sender = createWebhookSender({ book, clock, misbehaviours, waiting, url, timeoutMs, retryDelaysMs });
  const events = createWebhookEvents({ book, clock, accountId, secret, send: sender.send });
  const due = createDueActions(book, clock, (action) => performDue({ book, bank, terms }, action));
  const bank = createBank({ book, events, clock, balance, due, terms });
  const refunds = createRefunds({ book, bank, due, clock, balance, misbehaviours, refundAfterMs });
  const payOrder = createPayOrder({ book, bank, due, misbehaviours, keySecret, lateAfterMs });
  const path = fileOf(options, fileName);
  return {
    book,
    clock,
    terms,
    balance,
    misbehaviours,
    waiting,
    sender,
    events,
    bank,
    due,
    refunds,
    payOrder,
    file: path === null ? null : createBookFile(book, clock, path),
  };
}
type Parts = ReturnType<typeof createParts>;

function eventOf(book: Book, eventId: string): EventRecord {
  const event = book.events.get(eventId);
  if (event === undefined) throw unknownId();
  return event;
}

const webhookCommands = ({ book, sender, events }: Parts) => ({
  replayEvent: async (eventId: string): Promise<EventRecord> => {
    const event = eventOf(book, eventId);
    await sender.replay(event, events.secret());
    return event;
  },
  /** The rightly signed body of one event under the id of another: the header is not signed. */
  sendUnderId: async (eventId: string, bodyOf: string): Promise<EventRecord> => {
    const event = eventOf(book, eventId);
    await sender.sendUnder(event, eventOf(book, bodyOf));
    return event;
  },
  /** One held event, or all. */
  releaseHeldEvents: (eventId?: string): void => sender.release(eventId),
  /** Off = no event is sent, and none is made up for later. */
  switchWebhooks: (to: 'on' | 'off'): void => sender.switchOff(to === 'off'),
  webhooksAre: (): 'on' | 'off' => (sender.isOff() ? 'off' : 'on'),
  /** Resolves when no webhook is in flight, reordered or waiting for a retry. */
  webhooksIdle: (): Promise<void> => sender.whenIdle(),
  /** Resolves when none is being posted, whatever waits for its time on the clock. */
  webhooksSettled: (): Promise<void> => sender.settled(),
  setWebhookUrl: (url: string | null): void => sender.setUrl(url),
  webhookUrl: (): string | null => sender.url(),
  rotateWebhookSecret: (secret: string): void => events.rotateSecret(secret),
  listEvents: (): EventRecord[] => [...book.events.values()],
});

/** One account of the stand-in: its book, its balance, and the commands of tests and the control page. */
export function createRazorpayAccount(options: AccountOptions, clock: Clock, fileName: string) {
  const parts = createParts(options, clock, fileName);
  const { book, misbehaviours, waiting, bank, refunds, balance, file, sender, due, payOrder, terms } = parts;
  return {
    options,
    mode: options.keyId.startsWith('rzp_live_') ? ('live' as const) : ('test' as const),
    book,
    clock,
    misbehaviours,
    waiting,
    bank,
    refunds,
    ...createDashboard(parts),
    ...webhookCommands(parts),
    pay: (orderId: string, input: PayInput = {}): PayResult => payOrder(orderId, input),
    misbehave: (input: MisbehaveInput): Misbehaviour => misbehaviours.add(input),
    calls: (): CallRecord[] => [...book.calls],
    ledger: (): RazorpayLedger => ledgerOf(book, balance),
    /** Where another book of these payments differs in gross, fee, refunds or net. */
    differencesFrom: (other: OtherBook): string[] => differencesFrom(book, other),
    /** What banks still owe an answer happens now: late authorizations, refunds. The clock stands. */
    advance: (): number => due.runSoon(),
    start: (): void => {
      file?.load();
      due.resume();
      sender.resume();
    },
    persisted: async (): Promise<void> => {
      await file?.flush();
    },
    close: async (): Promise<void> => {
      due.stop();
      waiting.close();
      await file?.close();
    },
    reset: (): void => {
      misbehaviours.clear();
      due.stop();
      sender.forgetHeld();
      sender.switchOff(false);
      Object.assign(terms, withChanges(presetTerms, options.terms));
      book.clear();
    },
  };
}
export type RazorpayAccount = ReturnType<typeof createRazorpayAccount>;
