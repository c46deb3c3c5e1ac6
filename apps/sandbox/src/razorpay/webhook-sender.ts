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

/** At-least-once delivery. First tries keep the order of events per payment order; retries and misbehaviour do not. */
export class WebhookSender {
  url: string | null;
  private readonly options: SenderOptions;
  private readonly chains = new Map<string, Promise<void>>();
  private held: EventRecord[] = [];
  private busy = 0;
  private idleListeners: (() => void)[] = [];

  constructor(options: SenderOptions) {
    this.options = options;
    this.url = options.url;
  }

  /** Resumes deliveries that an earlier run of the sandbox could not complete. */
  resume(): void {
    for (const event of this.options.book.events.values()) {
      if (event.state === 'pending' || event.state === 'held') this.track(this.deliverUntilAccepted(event));
    }
  }

  send(event: EventRecord): void {
    const mischief = this.options.misbehaviours.takeWebhook(event.type);
    event.misbehaviour = mischief?.kind ?? null;
    if (mischief?.kind === 'drop') this.conclude(event, 'dropped');
    else if (mischief?.kind === 'reorder') this.hold(event);
    else if (mischief?.kind === 'delay') this.track(this.sendLater(event, mischief));
    else this.track(this.sendInTurn(event, mischief));
  }

  /** A replay from the dashboard is signed with the current secret, an ordinary retry with that of the first try. */
  async replay(event: EventRecord, currentSecret: string): Promise<void> {
    await this.tryOnce(event, hmacHex(currentSecret, event.body));
  }

  releaseHeld(): void {
    const released = this.held.reverse();
    this.held = [];
    for (const event of released) {
      event.state = 'pending';
      this.track(this.sendInTurn(event, null));
    }
  }

  forgetHeld(): void {
    this.held = [];
    this.announceIdle();
  }

  /** Resolves when nothing is in flight, held back or waiting for a retry. */
  async whenIdle(): Promise<void> {
    if (this.busy === 0 && this.held.length === 0) return;
    await new Promise<void>((resolve) => {
      this.idleListeners.push(resolve);
    });
  }

  private async sendInTurn(event: EventRecord, mischief: Misbehaviour | null): Promise<void> {
    const key = event.orderId ?? event.id;
    const before = this.chains.get(key) ?? Promise.resolve();
    const { promise: turn, resolve: firstTried } = Promise.withResolvers<void>();
    this.chains.set(key, turn);
    await before;
    if (mischief?.kind === 'bad-signature') await this.tryOnce(event, 'f'.repeat(64));
    const accepted = await this.tryOnce(event, event.signature);
    for (let copy = 0; copy < (mischief?.kind === 'duplicate' ? (mischief.copies ?? 1) : 0); copy += 1) {
      await this.tryOnce(event, event.signature);
    }
    firstTried();
    if (this.chains.get(key) === turn) this.chains.delete(key);
    if (this.held.length > 0 && mischief?.kind !== 'reorder') this.releaseHeld();
    if (!accepted) await this.retry(event);
  }

  private async sendLater(event: EventRecord, mischief: Misbehaviour): Promise<void> {
    await this.options.waiting.hold(mischief.delayMs ?? 2000);
    await this.deliverUntilAccepted(event);
  }

  private async deliverUntilAccepted(event: EventRecord): Promise<void> {
    event.state = 'pending';
    const accepted = await this.tryOnce(event, event.signature);
    if (!accepted) await this.retry(event);
  }

  private async retry(event: EventRecord): Promise<void> {
    for (const delayMs of this.options.retryDelaysMs) {
      await this.options.waiting.hold(delayMs);
      if (this.options.waiting.signal.aborted || !this.options.book.events.has(event.id)) return;
      if (event.state === 'delivered' || (await this.tryOnce(event, event.signature))) return;
    }
    this.conclude(event, this.url === null ? 'no_endpoint' : 'gave_up');
  }

  private async tryOnce(event: EventRecord, signature: string): Promise<boolean> {
    if (this.options.waiting.signal.aborted) return false;
    const at = new Date().toISOString();
    if (this.url === null) {
      this.conclude(event, 'no_endpoint');
      return true;
    }
    const outcome = await this.post(this.url, event, signature);
    event.tries.push({ at, ...outcome });
    const accepted = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
    if (accepted) this.conclude(event, 'delivered');
    else this.options.book.changed();
    return accepted;
  }

  private async post(url: string, event: EventRecord, signature: string) {
    const { timeoutMs, waiting } = this.options;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: event.body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), waiting.signal]),
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

  private hold(event: EventRecord): void {
    event.state = 'held';
    this.held.push(event);
    this.options.book.changed();
    void this.options.waiting.hold(reorderLongestMs).then(() => {
      if (this.held.includes(event)) this.releaseHeld();
    });
  }

  private conclude(event: EventRecord, state: EventRecord['state']): void {
    event.state = state;
    this.options.book.changed();
  }

  private track(work: Promise<void>): void {
    this.busy += 1;
    void work.finally(() => {
      this.busy -= 1;
      this.announceIdle();
    });
  }

  private announceIdle(): void {
    if (this.busy > 0 || this.held.length > 0) return;
    const listeners = this.idleListeners;
    this.idleListeners = [];
    for (const listener of listeners) listener();
  }
}
