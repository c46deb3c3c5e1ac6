import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { Button } from '@mantine/core';
import { formatTime } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

interface SlotButtonProps {
  readonly slot: Slot;
  readonly timeZone: string;
  readonly isChosen: boolean;
  readonly onChosen: (slot: Slot) => void;
}

/** A free time as a button that stays pressed once chosen. */
export function SlotButton({ slot, timeZone, isChosen, onChosen }: SlotButtonProps) {
  const locale = useLocale();
  return (
    <Button
      size="compact-sm"
      className="hf-numbers"
      variant={isChosen ? 'filled' : 'default'}
      aria-pressed={isChosen}
      onClick={() => onChosen(slot)}
    >
      {formatTime(slot.startsAt, locale, timeZone)}
    </Button>
  );
}
