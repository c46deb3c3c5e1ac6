import { useEffect, useState } from 'react';
import { serverNow } from './server-clock.ts';

/** The present time of the database, updated every `everyMs`. */
export function useServerNow(everyMs: number): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const tick = (): void => setNow(serverNow());
    tick();
    const timer = setInterval(tick, everyMs);
    // Timers stop in a hidden page, so update at once when it becomes visible.
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [everyMs]);
  return now;
}
