import type { Book, EventRecord } from './book.ts';
import type { Clock } from './clock.ts';
import type { Waiting } from './waiting.ts';

export interface DeliveryOptions {
  book: Book;
  clock: Clock;
  waiting: Waiting;
  url: string | null;
  timeoutMs: number;
  retryDelaysMs: readonly number[];
}

/** What is posted: usually the event's own body; a forger keeps the id and takes another. */
export interface Parcel {
  readonly body: string;
  readonly signature: string;
}

async function post(url: string, eventId: string, { body, signature }: Parcel, signal: AbortSignal) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Razorpay-Webhook/v1',
        'x-razorpay-event-id': eventId,
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
export function createDelivery({
  book,
  clock,
  waiting,
  timeoutMs,
  retryDelaysMs,
  ...options
}: DeliveryOptions) {
  let url = options.url;
  const underway = new Set<Promise<unknown>>();

  function conclude(event: EventRecord, state: EventRecord['state']): void {
    event.state = state;
    book.changed();
  }

  async function postTo(target: string, event: EventRecord, parcel: Parcel): Promise<boolean> {
    const at = clock.iso();
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), waiting.signal]);
    const outcome = await post(target, event.id, parcel, signal);
    event.tries.push({ at, ...outcome });
    const accepted = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
    // A forged parcel that is accepted is not the event.
    if (accepted && parcel.body === event.body) conclude(event, 'delivered');
    else book.changed();
    return accepted;
  }

  async function tryOnce(event: EventRecord, parcel: Parcel = event): Promise<boolean> {
    if (waiting.signal.aborted) return false;
    if (url === null) {
      conclude(event, 'no_endpoint');
      return true;
    }
    const posted = postTo(url, event, parcel);
    underway.add(posted);
    return posted.finally(() => underway.delete(posted));
  }

  async function retry(event: EventRecord): Promise<void> {
    for (const delayMs of retryDelaysMs) {
      await clock.wait(delayMs, waiting.signal);
      if (waiting.signal.aborted || !book.events.has(event.id)) return;
      if (event.state === 'delivered' || (await tryOnce(event))) return;
    }
    conclude(event, url === null ? 'no_endpoint' : 'gave_up');
  }

  return {
    conclude,
    tryOnce,
    retry,
    untilAccepted: async (event: EventRecord): Promise<void> => {
      event.state = 'pending';
      if (!(await tryOnce(event))) await retry(event);
    },
    /** Resolves when nothing is being posted, whatever still waits for its time. */
    settled: async (): Promise<void> => {
      do {
        await Promise.allSettled(underway);
        await new Promise((resolve) => setImmediate(resolve));
      } while (underway.size > 0);
    },
    url: (): string | null => url,
    setUrl: (changed: string | null): void => {
      url = changed;
    },
  };
}
export type Delivery = ReturnType<typeof createDelivery>;
