import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { formatCountdown } from '../../lib/format/format-time.ts';

/** Minutes left at which a screen reader announces the time. Announcing every second would drown out the page. */
const announcedMinutes = [10, 5, 2, 1];

function useAnnouncement(remainingMs: number): string {
  const { t } = useTranslation('product');
  if (remainingMs <= 0) return t('countdown.over');
  const minutes = Math.ceil(remainingMs / 60_000);
  const step = announcedMinutes.filter((minute) => minute >= minutes).at(-1);
  return step === undefined ? '' : t('countdown.minutesLeft', { count: step });
}

interface CountdownProps {
  readonly until: string;
  /** Called once when the time is over. */
  readonly onOver?: () => void;
}

/** Time left by the database's clock. */
export function Countdown({ until, onOver }: CountdownProps) {
  const { t } = useTranslation('product');
  const remainingMs = Date.parse(until) - useServerNow(1000);
  const isOver = remainingMs <= 0;
  const announcement = useAnnouncement(remainingMs);
  const onOverNow = useRef(onOver);
  onOverNow.current = onOver;
  useEffect(() => {
    if (isOver) onOverNow.current?.();
  }, [isOver]);
  return (
    <>
      <span className="hf-numbers" aria-hidden role="presentation">
        {isOver ? t('countdown.over') : t('countdown.left', { time: formatCountdown(remainingMs) })}
      </span>
      <VisuallyHidden role="status" aria-live="polite">
        {announcement}
      </VisuallyHidden>
    </>
  );
}
