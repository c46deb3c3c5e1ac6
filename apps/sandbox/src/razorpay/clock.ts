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

/** Alarms in the order in which they ring; of equal ones the one that was set first. */
function createQueue() {
  const alarms: Alarm[] = [];
  /** The first place behind every alarm that is due by then. */
  function placeAfter(dueAtMs: number): number {
    let [low, high] = [0, alarms.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((alarms[middle]?.dueAtMs ?? 0) <= dueAtMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  return {
    all: (): readonly Alarm[] => alarms,
    add: (alarm: Alarm): void => void alarms.splice(placeAfter(alarm.dueAtMs), 0, alarm),
    /** False when it is no longer there. */
    remove: (alarm: Alarm): boolean => {
      const place = alarms.lastIndexOf(alarm, placeAfter(alarm.dueAtMs) - 1);
      if (place >= 0) alarms.splice(place, 1);
      return place >= 0;
    },
    nextUntil: (instantMs: number): Alarm | undefined => {
      const [next] = alarms;
      return next !== undefined && next.dueAtMs <= instantMs ? next : undefined;
    },
  };
}

/**
 * The stand-in's time: real time, moved ahead by a test. Every date of the provider is read here, and everything
 * that comes later (expiry, refunds, retries of webhooks) is an alarm on it.
 */
export function createClock() {
  let aheadMs = 0;
  const queue = createQueue();
  const nowMs = (): number => Date.now() + aheadMs;

  function ring(alarm: Alarm): void {
    disarm(alarm);
    if (queue.remove(alarm)) alarm.ring();
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
    queue.add(alarm);
    arm(alarm);
    return () => {
      disarm(alarm);
      queue.remove(alarm);
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
      for (let next = queue.nextUntil(targetMs); next !== undefined; next = queue.nextUntil(targetMs)) {
        moveTo(next.dueAtMs);
        ring(next);
        await settle();
      }
      moveTo(targetMs);
      for (const alarm of queue.all()) {
        disarm(alarm);
        arm(alarm);
      }
    },
  };
}
export type Clock = ReturnType<typeof createClock>;
