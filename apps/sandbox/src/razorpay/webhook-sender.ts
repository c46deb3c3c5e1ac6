import type { Book, EventRecord } from './book.ts';
import type { Misbehaviour, Misbehaviours } from './misbehaviour.ts';
import { hmacHex } from './signature.ts';
import { createDelivery, type Delivery, type DeliveryOptions } from './webhook-delivery.ts';

interface SenderOptions extends DeliveryOptions {
  misbehaviours: Misbehaviours;
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

/** Events that wait for somebody: for the next event (reordered), or for a release by hand. */
function createShelf() {
  let reordered: EventRecord[] = [];
  const held = new Map<string, EventRecord>();
  return {
    waiting: (): number => reordered.length,
    hold: (event: EventRecord): void => void held.set(event.id, event),
    reorder: (event: EventRecord): void => void reordered.push(event),
    isReordered: (event: EventRecord): boolean => reordered.includes(event),
    /** Last first. */
    takeReordered: (): EventRecord[] => {
      const taken = reordered.reverse();
      reordered = [];
      return taken;
    },
    takeHeld: (eventId?: string): EventRecord[] => {
      const taken = [...held.values()].filter((event) => eventId === undefined || event.id === eventId);
      for (const event of taken) held.delete(event.id);
      return taken;
    },
    clear: (): void => {
      reordered = [];
      held.clear();
    },
  };
}

const forgery = { signature: 'f'.repeat(64) };

/** The first delivery of an event, with what a misbehaving sender or a forger adds to it. */
function createFirstTry(book: Book, delivery: Delivery) {
  const sendUnder = (event: EventRecord, { body, signature }: EventRecord): Promise<boolean> =>
    delivery.tryOnce(event, { body, signature });

  /** The event before this one, of the same order when there is one. */
  function eventBefore(event: EventRecord): EventRecord | undefined {
    const all = [...book.events.values()];
    const earlier = all.slice(0, all.indexOf(event));
    return earlier.findLast(({ orderId }) => orderId === event.orderId) ?? earlier.at(-1);
  }

  async function firstTry(event: EventRecord, mischief: Misbehaviour | null): Promise<boolean> {
    if (mischief?.kind === 'bad-signature') await delivery.tryOnce(event, { ...forgery, body: event.body });
    const old = mischief?.kind === 'old-body' ? eventBefore(event) : undefined;
    if (old !== undefined) await sendUnder(event, old);
    const accepted = await delivery.tryOnce(event);
    const copies = mischief?.kind === 'duplicate' ? (mischief.copies ?? 1) : 0;
    for (let copy = 0; copy < copies; copy += 1) await delivery.tryOnce(event);
    return accepted;
  }
  return { sendUnder, firstTry };
}

interface SendingParts {
  readonly options: SenderOptions;
  readonly delivery: Delivery;
  readonly shelf: ReturnType<typeof createShelf>;
  readonly idle: ReturnType<typeof createIdleWatch>;
}

/** What can become of an event that is not dropped. */
function createSending({ options, delivery, shelf, idle }: SendingParts) {
  const { book, clock, waiting } = options;
  const { sendUnder, firstTry } = createFirstTry(book, delivery);
  const inTurn = createTurns();

  async function sendInTurn(event: EventRecord, mischief: Misbehaviour | null): Promise<void> {
    let accepted = false;
    await inTurn(event.orderId ?? event.id, async () => {
      accepted = await firstTry(event, mischief);
    });
    if (mischief?.kind !== 'reorder') release(shelf.takeReordered());
    if (!accepted) await delivery.retry(event);
  }

  function release(events: readonly EventRecord[]): void {
    for (const event of events) {
      event.state = 'pending';
      idle.track(sendInTurn(event, null));
    }
  }

  return {
    sendUnder,
    release,
    now: (event: EventRecord, mischief: Misbehaviour | null): void => idle.track(sendInTurn(event, mischief)),
    later: (event: EventRecord, delayMs: number): void =>
      idle.track(clock.wait(delayMs, waiting.signal).then(() => delivery.untilAccepted(event))),
    reorder: (event: EventRecord): void => {
      delivery.conclude(event, 'held');
      shelf.reorder(event);
      void clock.wait(reorderLongestMs, waiting.signal).then(() => {
        if (shelf.isReordered(event)) release(shelf.takeReordered());
      });
    },
    hold: (event: EventRecord): void => {
      delivery.conclude(event, 'held');
      shelf.hold(event);
    },
  };
}

/** At-least-once delivery. First tries keep the order of events per payment order; retries and misbehaviour do not. */
export function createWebhookSender(options: SenderOptions) {
  const { book, misbehaviours } = options;
  const delivery = createDelivery(options);
  const shelf = createShelf();
  const idle = createIdleWatch(shelf.waiting);
  const sending = createSending({ options, delivery, shelf, idle });
  let isOff = false;

  function send(event: EventRecord): void {
    const mischief = isOff ? null : misbehaviours.takeWebhook(event);
    event.misbehaviour = mischief?.kind ?? null;
    if (isOff || mischief?.kind === 'drop') delivery.conclude(event, 'dropped');
    else if (mischief?.kind === 'reorder') sending.reorder(event);
    else if (mischief?.kind === 'hold') sending.hold(event);
    else if (mischief?.kind === 'delay') sending.later(event, mischief.delayMs ?? 2000);
    else sending.now(event, mischief);
  }

  return {
    send,
    /** One held event, or all that are held or wait for the next. */
    release: (eventId?: string): void =>
      sending.release(
        eventId === undefined ? [...shelf.takeReordered(), ...shelf.takeHeld()] : shelf.takeHeld(eventId),
      ),
    /** Switched off, nothing is sent at all and nothing is made up for later. */
    switchOff: (off: boolean): void => {
      isOff = off;
    },
    isOff: (): boolean => isOff,
    url: delivery.url,
    setUrl: delivery.setUrl,
    settled: delivery.settled,
    sendUnder: sending.sendUnder,
    /** Resolves when nothing is in flight, reordered or waiting for a retry; what is held by hand stays held. */
    whenIdle: idle.whenIdle,
    /** Resumes deliveries that an earlier run of the sandbox could not complete. */
    resume: (): void => {
      for (const event of book.events.values())
        if (event.state === 'pending' || event.state === 'held') idle.track(delivery.untilAccepted(event));
    },
    /** A replay from the dashboard is signed with the current secret, an ordinary retry with that of the first try. */
    replay: async (event: EventRecord, currentSecret: string): Promise<void> => {
      const { body } = event;
      await delivery.tryOnce(event, { body, signature: hmacHex(currentSecret, body) });
    },
    forgetHeld: (): void => {
      shelf.clear();
      idle.announce();
    },
  };
}
