import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { Stack, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './slot-picker.module.css';
import { slotsByPart } from './slot-week.ts';

interface DayTimesProps {
  readonly timeZone: string;
  readonly slots: readonly Slot[];
  /** Room for more than the time on each. */
  readonly isWide: boolean;
  readonly renderSlot: (slot: Slot) => ReactNode;
}

export function keyOf({ startsAt, doctorId, serviceId }: Slot): string {
  return `${startsAt} ${doctorId} ${serviceId}`;
}

/** The free times of one day, by part of the day. */
export function DayTimes({ timeZone, slots, isWide, renderSlot }: DayTimesProps) {
  const { t } = useTranslation('parts');
  return (
    <Stack gap="md">
      {slotsByPart(slots, timeZone).map(({ part, slots: ofPart }) => (
        <section key={part} aria-label={t(`slotPicker.${part}`)}>
          <Text size="sm" fw={600} c="dimmed" mb={6}>
            {t(`slotPicker.${part}`)}
          </Text>
          <div className={`${classes['slots']} ${isWide ? classes['wide'] : ''}`}>
            {ofPart.map((slot) => (
              <Fragment key={keyOf(slot)}>{renderSlot(slot)}</Fragment>
            ))}
          </div>
        </section>
      ))}
    </Stack>
  );
}
