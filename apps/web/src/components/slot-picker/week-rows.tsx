import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { keyOf } from './day-times.tsx';
import classes from './slot-picker.module.css';

interface WeekRowsProps {
  readonly days: readonly { readonly date: string; readonly slots: readonly Slot[] }[];
  readonly renderSlot: (slot: Slot) => ReactNode;
}

/** All free times of a week at once, one row for each day. */
export function WeekRows({ days, renderSlot }: WeekRowsProps) {
  const { t } = useTranslation('parts');
  const locale = useLocale();
  const rows = days.map(({ date, slots }) => {
    const name = formatDate(date, locale, { weekday: 'short', day: 'numeric', month: 'short' });
    return (
      <li key={date} className={classes['row']}>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <div className={classes['rowTimes']}>
          {slots.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('slotPicker.free', { count: 0 })}
            </Text>
          ) : null}
          {slots.map((slot) => (
            <Fragment key={keyOf(slot)}>{renderSlot(slot)}</Fragment>
          ))}
        </div>
      </li>
    );
  });
  return <ul className={classes['rows']}>{rows}</ul>;
}
