import { errorCodeOf } from '../api/api-error.ts';

/** Not a secret: only whether a user is logged in, so that tabs agree and renewals are not tried in vain. */
const hintKey = 'holdfast.session';
/** Changes with every renewal. No time: the clock of a device may have been wrong when it was written. */
const renewalKey = 'holdfast.renewal';
const lockName = 'holdfast.renew-session';

export function seemsLoggedIn(): boolean {
  return localStorage.getItem(hintKey) !== null;
}

export function rememberLogIn(userId: string): void {
  if (localStorage.getItem(hintKey) !== userId) localStorage.setItem(hintKey, userId);
}

export function forgetLogIn(): void {
  localStorage.removeItem(hintKey);
}

/** Calls back when another tab has logged in or out. */
export function onSessionChange(listener: () => void): () => void {
  const listen = (event: StorageEvent): void => {
    if (event.key === hintKey) listener();
  };
  window.addEventListener('storage', listen);
  return () => window.removeEventListener('storage', listen);
}

async function underLock(work: () => Promise<boolean>): Promise<boolean> {
  // Plain http on another host has no Web Locks; then this tab renews alone.
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(lockName, work);
}

let running: Promise<boolean> | null = null;

/**
 * One renewal at a time in the whole browser: a refresh token used twice ends the session everywhere, so a tab
 * that waited for another's renewal must not send its own.
 */
export function refreshSession(send: () => Promise<unknown>): Promise<boolean> {
  const earlier = localStorage.getItem(renewalKey);
  running ??= underLock(async () => {
    if (localStorage.getItem(renewalKey) !== earlier) return true;
    try {
      await send();
      localStorage.setItem(renewalKey, `${Date.now()}.${Math.random()}`);
      return true;
    } catch (cause) {
      if (errorCodeOf(cause) !== null) forgetLogIn();
      return false;
    }
  }).finally(() => {
    running = null;
  });
  return running;
}
