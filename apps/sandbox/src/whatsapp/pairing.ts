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

function codeView(ref: string): PairingView {
  const { size, data } = QRCode.create(ref, { errorCorrectionLevel: 'L' }).modules;
  const modules = Array.from(data, (dark) => (dark ? '1' : '0')).join('');
  return { step: 'code', ref, size, modules };
}

/** Pages that show a code and wait for a phone. In memory only: sessions survive a restart of the server, codes do not. */
export function createPairings(state: WhatsappState, autoLinkDelayMs: number | null) {
  const open = new Map<string, Pairing>();
  let linksAfterMs = autoLinkDelayMs;

  function pairingOf(pageId: string, now: number): Pairing {
    const known = open.get(pageId);
    if (known !== undefined) return known;
    for (const [id, pairing] of open) if (now - pairing.seenAt > 60_000) open.delete(id);
    const fresh = { ref: newRef(), startedAt: now, issuedAt: now, rotations: 0, seenAt: now, token: null };
    open.set(pageId, fresh);
    return fresh;
  }

  function link(pairing: Pairing): void {
    pairing.token ??= state.link();
  }

  function view(pageId: string, now: number): PairingView {
    const pairing = pairingOf(pageId, now);
    pairing.seenAt = now;
    if (linksAfterMs !== null && now - pairing.startedAt >= linksAfterMs) link(pairing);
    if (pairing.token !== null) {
      open.delete(pageId);
      return { step: 'linked', token: pairing.token };
    }
    const { pairingLoadingMs, qrRotateMs, qrMaxRotations } = state.behaviour;
    if (now - pairing.startedAt < pairingLoadingMs) return { step: 'loading' };
    if (now - pairing.issuedAt >= qrRotateMs && pairing.rotations < qrMaxRotations) {
      pairing.ref = newRef();
      pairing.issuedAt = now;
      pairing.rotations += 1;
    }
    return pairing.rotations >= qrMaxRotations
      ? { step: 'expired', ref: pairing.ref }
      : codeView(pairing.ref);
  }

  const shown = (now: number): Pairing[] =>
    [...open.values()].filter((pairing) => now - pairing.seenAt < pageIsGoneAfterMs);

  return {
    view,
    /** From now on only a person links a page. */
    stopAutoLink: (): void => {
      linksAfterMs = null;
    },
    renew: (pageId: string, now: number): void => {
      Object.assign(pairingOf(pageId, now), { ref: newRef(), issuedAt: now, rotations: 0 });
    },
    /** Simulates a scan. A given code must be on screen now; without one, the most recent page is linked. */
    scan: (ref: string | null, now: number): boolean => {
      const showing = shown(now)
        .filter(({ token }) => token === null)
        .sort((a, b) => b.seenAt - a.seenAt);
      const scanned = ref === null ? showing[0] : showing.find((pairing) => pairing.ref === ref);
      if (scanned === undefined) return false;
      link(scanned);
      return true;
    },
    waiting: (now: number): number => shown(now).length,
  };
}
export type Pairings = ReturnType<typeof createPairings>;

function newRef(): string {
  return `2@${randomBytes(48).toString('base64')}`;
}
