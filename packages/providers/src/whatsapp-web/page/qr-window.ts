import type { Qr } from './page.ts';

/** Publishes a code when it changes, for a limited time; then the operator has to ask for it. */
export interface QrWindow {
  readonly isOver: () => boolean;
  readonly show: (qr: NonNullable<Qr>) => void;
  /** Logged in, or closed: the next code starts a new window. */
  readonly close: () => void;
}

export function createQrWindow(windowMs: number, publish: (qr: Qr) => void): QrWindow {
  let shown: string | null = null;
  let since: number | null = null;

  const isOver = (): boolean => since !== null && Date.now() - since > windowMs;

  function hideShown(): void {
    if (shown === null) return;
    shown = null;
    publish(null);
  }

  return {
    isOver,
    show: (qr) => {
      since ??= Date.now();
      if (isOver()) hideShown();
      if (isOver() || qr.text === shown) return;
      shown = qr.text;
      publish(qr);
    },
    close: () => {
      since = null;
      hideShown();
    },
  };
}
