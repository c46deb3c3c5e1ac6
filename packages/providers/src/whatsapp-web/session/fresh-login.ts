/** Chrome writes cookies down late: closing it right after a scan can lose the log-in. */
export interface FreshLogin {
  readonly sawCode: () => void;
  readonly sawChats: (nowMs: number) => void;
  /** How long the browser must be left running yet; nothing when it logged in by what the profile already held. */
  readonly closeInMs: (nowMs: number) => number;
}

export function createFreshLogin(keepMs: number): FreshLogin {
  let hasSeenCode = false;
  let loggedInAt: number | null = null;

  return {
    sawCode: () => {
      hasSeenCode = true;
    },
    sawChats: (nowMs) => {
      if (hasSeenCode) loggedInAt = nowMs;
      hasSeenCode = false;
    },
    closeInMs: (nowMs) => (loggedInAt === null ? 0 : Math.max(0, loggedInAt + keepMs - nowMs)),
  };
}
