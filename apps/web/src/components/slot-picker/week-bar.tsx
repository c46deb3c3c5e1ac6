import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import type { Week } from './slot-week.ts';

interface WeekBarProps {
  readonly week: Week;
  readonly buttonSize: number;
  readonly onWeek: (from: string) => void;
}

/** The week on view, with links to the weeks before and after. */
export function WeekBar({ week, buttonSize, onWeek }: WeekBarProps) {
  const { t } = useTranslation('parts');
  const locale = useLocale();
  const day = (date: string): string => formatDate(date, locale, { day: 'numeric', month: 'short' });
  const step = (to: string | null, label: string, Icon: typeof IconChevronLeft) => (
    <ActionIcon
      variant="default"
      size={buttonSize}
      disabled={to === null}
      aria-label={label}
      onClick={() => to !== null && onWeek(to)}
    >
      <Icon size={20} aria-hidden />
    </ActionIcon>
  );
  return (
    <Group justify="space-between" wrap="nowrap">
      {step(week.earlier, t('slotPicker.earlier'), IconChevronLeft)}
      <Text fw={600} className="hf-numbers" ta="center" aria-live="polite">
        {t('slotPicker.week', { from: day(week.from), to: day(week.to) })}
      </Text>
      {step(week.later, t('slotPicker.later'), IconChevronRight)}
    </Group>
  );
}
