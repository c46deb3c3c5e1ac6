import type { Book, EventRecord } from './book.ts';
import type { Misbehaviour, Misbehaviours } from './misbehaviour.ts';
import { hmacHex } from './signature.ts';
import type { Waiting } from './waiting.ts';

interface SenderOptions {
  book: Book;
  misbehaviours: Misbehaviours;
  waiting: Waiting;
  url: string | null;
  timeoutMs: number;
  retryDelaysMs: readonly number[];
}

const reorderLongestMs = 3000;

/** Resolves listeners when nothing is in flight or held back. */
function createIdleWatch(countHeld: () => number) {
  let busy = 0;
  let listeners: (() => void)[] = [];
  const isIdle = (): boolean => busy === 0 && countHeld() === 0;

  function announce(): void {
    if (!isIdle()) return;
    const notified = listeners;
    listeners = [];
    for (const listener of notified) listener();
  }

  return {
    announce,
    track: (work: Promise<void>): void => {
      busy += 1;
      void work.finally(() => {
        busy -= 1;
        announce();
      });
    },
    whenIdle: async (): Promise<void> => {
      if (isIdle()) return;
      await new Promise<void>((resolve) => {
        listeners.push(resolve);
      });
    },
  };
}

async function post(url: string, event: EventRecord, signature: string, signal: AbortSignal) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: event.body,
      redirect: 'manual',
      signal,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Razorpay-Webhook/v1',
        'x-razorpay-event-id': event.id,
        'x-razorpay-signature': signature,
      },
    });
    await response.arrayBuffer();
    return { status: response.status, error: null };
  } catch (error) {
    return {
      status: null,
      error: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error',
    };
  }
}

/** Tries of one event: with its signature, until it is accepted or the delays are used up. */
function createDelivery({ book, waiting, timeoutMs, retryDelaysMs, ...options }: SenderOptions) {
  let url = options.url;

  function conclude(event: EventRecord, state: EventRecord['state']): void {
    event.state = state;
    book.changed();
  }

  async function tryOnce(event: EventRecord, signature: string): Promise<boolean> {
    if (waiting.signal.aborted) return false;
    const at = new Date().toISOString();
    if (url === null) {
      conclude(event, 'no_endpoint');
      return true;
    }
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), waiting.signal]);
    const outcome = await post(url, event, signature, signal);
    event.tries.push({ at, ...outcome });
    const accepted = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
    if (accepted) conclude(event, 'delivered');
    else book.changed();
    return accepted;
  }

  async function retry(event: EventRecord): Promise<void> {
    for (const delayMs of retryDelaysMs) {
      await waiting.hold(delayMs);
      if (waiting.signal.aborted || !book.events.has(event.id)) return;
      if (event.state === 'delivered' || (await tryOnce(event, event.signature))) return;
    }
    conclude(event, url === null ? 'no_endpoint' : 'gave_up');
  }

  async function untilAccepted(event: EventRecord): Promise<void> {
    event.state = 'pending';
    if (!(await tryOnce(event, event.signature))) await retry(event);
  }

  return {
    conclude,
    tryOnce,
    retry,
    untilAccepted,
    url: (): string | null => url,
    setUrl: (changed: string | null): void => {
      url = changed;
    },
  };
}

/** The order of first tries per payment order: each waits for the one before it. */
function createTurns() {
  const chains = new Map<string, Promise<void>>();
  return async (key: string, firstTry: () => Promise<void>): Promise<void> => {
    const before = chains.get(key) ?? Promise.resolve();
    const { promise: turn, resolve: tried } = Promise.withResolvers<void>();
    chains.set(key, turn);
    await before;
    await firstTry();
    tried();
    if (chains.get(key) === turn) chains.delete(key);
  };
}

/** At-least-once delivery. First tries keep the order of events per payment order; retries and misbehaviour do not. */
export function createWebhookSender(options: SenderOptions) {
  const { book, misbehaviours, waiting } = options;
  const delivery = createDelivery(options);
  const inTurn = createTurns();
  let held: EventRecord[] = [];
  const idle = createIdleWatch(() => held.length);

  async function sendInTurn(event: EventRecord, mischief: Misbehaviour | null): Promise<void> {
    let accepted = false;
    await inTurn(event.orderId ?? event.id, async () => {
      if (mischief?.kind === 'bad-signature') await delivery.tryOnce(event, 'f'.repeat(64));
      accepted = await delivery.tryOnce(event, event.signature);
      for (let copy = 0; copy < (mischief?.kind === 'duplicate' ? (mischief.copies ?? 1) : 0); copy += 1)
        await delivery.tryOnce(event, event.signature);
    });
    if (held.length > 0 && mischief?.kind !== 'reorder') releaseHeld();
    if (!accepted) await delivery.retry(event);
  }

  function releaseHeld(): void {
    const released = held.reverse();
    held = [];
    for (const event of released) {
      event.state = 'pending';
      idle.track(sendInTurn(event, null));
    }
  }

  function hold(event: EventRecord): void {
    event.state = 'held';
    held.push(event);
    book.changed();
    void waiting.hold(reorderLongestMs).then(() => {
      if (held.includes(event)) releaseHeld();
    });
  }

  function send(event: EventRecord): void {
    const mischief = misbehaviours.takeWebhook(event.type);
    event.misbehaviour = mischief?.kind ?? null;
    if (mischief?.kind === 'drop') delivery.conclude(event, 'dropped');
    else if (mischief?.kind === 'reorder') hold(event);
    else if (mischief?.kind === 'delay')
      idle.track(waiting.hold(mischief.delayMs ?? 2000).then(() => delivery.untilAccepted(event)));
    else idle.track(sendInTurn(event, mischief));
  }

  return {
    send,
    releaseHeld,
    url: delivery.url,
    setUrl: delivery.setUrl,
    /** Resolves when nothing is in flight, held back or waiting for a retry. */
    whenIdle: idle.whenIdle,
    /** Resumes deliveries that an earlier run of the sandbox could not complete. */
    resume: (): void => {
      for (const event of book.events.values())
        if (event.state === 'pending' || event.state === 'held') idle.track(delivery.untilAccepted(event));
    },
    /** A replay from the dashboard is signed with the current secret, an ordinary retry with that of the first try. */
    replay: async (event: EventRecord, currentSecret: string): Promise<void> => {
      await delivery.tryOnce(event, hmacHex(currentSecret, event.body));
    },
    forgetHeld: (): void => {
      held = [];
      idle.announce();
    },
  };
}
