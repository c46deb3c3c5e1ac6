/** Chrome writes cookies down late: closing it right after a scan can lose the log-in. */
export class FreshLogin {
  #keepMs: number;
  #sawCode = false;
  #loggedInAt: number | null = null;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  sawCode(): void {
    this.#sawCode = true;
  }

  sawChats(nowMs: number): void {
    if (this.#sawCode) this.#loggedInAt = nowMs;
    this.#sawCode = false;
  }

  /** How long the browser must be left running yet; nothing when it logged in by what the profile already held. */
  closeInMs(nowMs: number): number {
    return this.#loggedInAt === null ? 0 : Math.max(0, this.#loggedInAt + this.#keepMs - nowMs);
  }
}
