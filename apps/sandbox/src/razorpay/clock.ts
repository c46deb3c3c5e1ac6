/** A pause of the clock itself: setTimeout counts in 32 bits, the clock runs for months. */
const longestTimerMs = 1_000_000_000;

interface Alarm {
  readonly dueAtMs: number;
  readonly ring: () => void;
  timer: NodeJS.Timeout | null;
}

/** Stops an alarm that has not rung yet. */
export type Cancel = () => void;

type SetAlarm = (dueAtMs: number, action: () => void) => Cancel;

/** Resolves when the clock has run that far, or at once when the signal ends. */
const waitOn =
  (nowMs: () => number, at: SetAlarm) =>
  (delayMs: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const finish = (): void => {
        cancel();
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const cancel = at(nowMs() + delayMs, finish);
      signal.addEventListener('abort', finish);
    });

function disarm(alarm: Alarm): void {
  if (alarm.timer !== null) clearTimeout(alarm.timer);
}

/** The earliest alarm up to that instant; of equal ones the one that was set first. */
function nextUntil(alarms: Iterable<Alarm>, instantMs: number): Alarm | undefined {
  let next: Alarm | undefined;
  for (const alarm of alarms)
    if (alarm.dueAtMs <= instantMs && (next === undefined || alarm.dueAtMs < next.dueAtMs)) next = alarm;
  return next;
}

/**
 * The stand-in's time: real time, moved ahead by a test. Every date of the provider is read here, and everything
 * that comes later (expiry, refunds, retries of webhooks) is an alarm on it.
 */
export function createClock() {
  let aheadMs = 0;
  const alarms = new Set<Alarm>();
  const nowMs = (): number => Date.now() + aheadMs;

  function ring(alarm: Alarm): void {
    disarm(alarm);
    if (alarms.delete(alarm)) alarm.ring();
  }

  function arm(alarm: Alarm): void {
    const leftMs = alarm.dueAtMs - nowMs();
    const isNow = leftMs <= longestTimerMs;
    alarm.timer = setTimeout(
      () => (isNow ? ring(alarm) : arm(alarm)),
      Math.max(0, Math.min(leftMs, longestTimerMs)),
    );
  }

  function moveTo(instantMs: number): void {
    aheadMs += Math.max(0, instantMs - nowMs());
  }

  function at(dueAtMs: number, action: () => void): Cancel {
    const alarm: Alarm = { dueAtMs, ring: action, timer: null };
    alarms.add(alarm);
    arm(alarm);
    return () => {
      disarm(alarm);
      alarms.delete(alarm);
    };
  }

  return {
    nowMs,
    seconds: (): number => Math.floor(nowMs() / 1000),
    iso: (): string => new Date(nowMs()).toISOString(),
    aheadMs: (): number => aheadMs,
    /** A book that was written by an earlier run is never ahead of the clock. */
    notBefore: (ahead: number): void => {
      aheadMs = Math.max(aheadMs, ahead);
    },
    at,
    wait: waitOn(nowMs, at),
    /**
     * Lets time pass. What becomes due happens in order, each at its own instant; `settle` waits for what it has set off,
     * which may set further alarms.
     */
    advance: async (spanMs: number, settle: () => Promise<void>): Promise<void> => {
      const targetMs = nowMs() + spanMs;
      await settle();
      for (let next = nextUntil(alarms, targetMs); next !== undefined; next = nextUntil(alarms, targetMs)) {
        moveTo(next.dueAtMs);
        ring(next);
        await settle();
      }
      moveTo(targetMs);
      for (const alarm of alarms) {
        disarm(alarm);
        arm(alarm);
      }
    },
  };
}
export type Clock = ReturnType<typeof createClock>;
