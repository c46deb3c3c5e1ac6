import { randomBytes } from 'node:crypto';
import QRCode from 'qrcode';
import type { WhatsappState } from './state.ts';

interface Pairing {
  ref: string;
  startedAt: number;
  issuedAt: number;
  rotations: number;
  seenAt: number;
  token: string | null;
}

export type PairingView =
  | { step: 'loading' }
  | { step: 'code'; ref: string; size: number; modules: string }
  | { step: 'expired'; ref: string }
  | { step: 'linked'; token: string };

const pageIsGoneAfterMs = 5_000;

/** Pages that show a code and wait for a phone. In memory only: sessions survive a restart of the server, codes do not. */
export class Pairings {
  #open = new Map<string, Pairing>();
  #state: WhatsappState;
  #autoLinkDelayMs: number | null;

  constructor(state: WhatsappState, autoLinkDelayMs: number | null) {
    this.#state = state;
    this.#autoLinkDelayMs = autoLinkDelayMs;
  }

  view(pageId: string, now: number): PairingView {
    const pairing = this.#pairing(pageId, now);
    pairing.seenAt = now;
    if (this.#autoLinkDelayMs !== null && now - pairing.startedAt >= this.#autoLinkDelayMs)
      this.#link(pairing);
    if (pairing.token !== null) {
      this.#open.delete(pageId);
      return { step: 'linked', token: pairing.token };
    }
    const { pairingLoadingMs, qrRotateMs, qrMaxRotations } = this.#state.behaviour;
    if (now - pairing.startedAt < pairingLoadingMs) return { step: 'loading' };
    if (now - pairing.issuedAt >= qrRotateMs && pairing.rotations < qrMaxRotations) {
      pairing.ref = newRef();
      pairing.issuedAt = now;
      pairing.rotations += 1;
    }
    if (pairing.rotations >= qrMaxRotations) return { step: 'expired', ref: pairing.ref };
    const { size, data } = QRCode.create(pairing.ref, { errorCorrectionLevel: 'L' }).modules;
    return {
      step: 'code',
      ref: pairing.ref,
      size,
      modules: Array.from(data, (dark) => (dark ? '1' : '0')).join(''),
    };
  }

  /** From now on only a person links a page. */
  stopAutoLink(): void {
    this.#autoLinkDelayMs = null;
  }

  renew(pageId: string, now: number): void {
    const pairing = this.#pairing(pageId, now);
    pairing.ref = newRef();
    pairing.issuedAt = now;
    pairing.rotations = 0;
  }

  /** Simulates a scan. A given code must be on screen now; without one, the most recent page is linked. */
  scan(ref: string | null, now: number): boolean {
    const showing = [...this.#open.values()]
      .filter((pairing) => now - pairing.seenAt < pageIsGoneAfterMs && pairing.token === null)
      .sort((a, b) => b.seenAt - a.seenAt);
    const scanned = ref === null ? showing[0] : showing.find((pairing) => pairing.ref === ref);
    if (scanned === undefined) return false;
    this.#link(scanned);
    return true;
  }

  waiting(now: number): number {
    return [...this.#open.values()].filter((pairing) => now - pairing.seenAt < pageIsGoneAfterMs).length;
  }

  #pairing(pageId: string, now: number): Pairing {
    const known = this.#open.get(pageId);
    if (known !== undefined) return known;
    for (const [id, pairing] of this.#open) if (now - pairing.seenAt > 60_000) this.#open.delete(id);
    const fresh = { ref: newRef(), startedAt: now, issuedAt: now, rotations: 0, seenAt: now, token: null };
    this.#open.set(pageId, fresh);
    return fresh;
  }

  #link(pairing: Pairing): void {
    pairing.token ??= this.#state.link();
  }
}

function newRef(): string {
  return `2@${randomBytes(48).toString('base64')}`;
}
