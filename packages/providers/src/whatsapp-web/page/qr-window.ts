import type { Qr } from './page.ts';

/** Publishes a code when it changes, for a limited time; then the operator has to ask for it. */
export class QrWindow {
  #windowMs: number;
  #publish: (qr: Qr) => void;
  #shown: string | null = null;
  #since: number | null = null;

  constructor(windowMs: number, publish: (qr: Qr) => void) {
    this.#windowMs = windowMs;
    this.#publish = publish;
  }

  get isOver(): boolean {
    return this.#since !== null && Date.now() - this.#since > this.#windowMs;
  }

  show(qr: NonNullable<Qr>): void {
    this.#since ??= Date.now();
    if (this.isOver) this.#hideShown();
    if (this.isOver || qr.text === this.#shown) return;
    this.#shown = qr.text;
    this.#publish(qr);
  }

  /** Logged in, or closed: the next code starts a new window. */
  close(): void {
    this.#since = null;
    this.#hideShown();
  }

  #hideShown(): void {
    if (this.#shown === null) return;
    this.#shown = null;
    this.#publish(null);
  }
}
