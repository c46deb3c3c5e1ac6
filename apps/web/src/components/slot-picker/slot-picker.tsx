import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { ActionIcon, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCalendarOff, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { QueryView, type Readable } from '../../components/screen-state/query-view.tsx';
import { StateScreen } from '../../components/screen-state/state-screen.tsx';
import { formatDate, formatLongDay, zoneName, zonesDiffer } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { DayStrip } from './day-strip.tsx';
import { SlotLinks } from './slot-links.tsx';
import { shownDay, type Week } from './slot-week.ts';

export interface SlotDaysRead {
  readonly timeZone: string;
  readonly days: readonly { readonly date: string; readonly slots: readonly Slot[] }[];
}

interface WeekBarProps {
  readonly week: Week;
  readonly onWeek: (from: string) => void;
}

function WeekBar({ week, onWeek }: WeekBarProps) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  const day = (date: string): string => formatDate(date, locale, { day: 'numeric', month: 'short' });
  const step = (to: string | null, label: string, Icon: typeof IconChevronLeft) => (
    <ActionIcon
      variant="default"
      size={44}
      disabled={to === null}
      aria-label={label}
      onClick={() => to !== null && onWeek(to)}
    >
      <Icon size={20} aria-hidden />
    </ActionIcon>
  );
  return (
    <Group justify="space-between" wrap="nowrap">
      {step(week.earlier, t('times.earlier'), IconChevronLeft)}
      <Text fw={600} className="hf-numbers" ta="center">
        {t('times.week', { from: day(week.from), to: day(week.to) })}
      </Text>
      {step(week.later, t('times.later'), IconChevronRight)}
    </Group>
  );
}

function NothingFree({ week, onWeek }: WeekBarProps) {
  const { t } = useTranslation('patient');
  const { later } = week;
  const action =
    later === null ? null : (
      <Button variant="light" onClick={() => onWeek(later)} rightSection={<IconChevronRight size={16} />}>
        {t('times.later')}
      </Button>
    );
  return (
    <StateScreen icon={IconCalendarOff} tone="gray" title={t('times.emptyTitle')} action={action}>
      {later === null ? t('times.emptyLast') : t('times.emptyBody')}
    </StateScreen>
  );
}

/** The shape of a week: seven days, then times. */
const skeleton = (
  <Stack gap="md">
    <Group gap={4} grow wrap="nowrap">
      {[0, 1, 2, 3, 4, 5, 6].map((day) => (
        <Skeleton key={day} height={72} />
      ))}
    </Group>
    <Skeleton height={20} width="40%" />
    <Group gap={8} grow>
      <Skeleton height={44} />
      <Skeleton height={44} />
      <Skeleton height={44} />
    </Group>
    <Group gap={8} grow>
      <Skeleton height={44} />
      <Skeleton height={44} />
      <Skeleton height={44} />
    </Group>
  </Stack>
);

interface SlotPickerProps {
  readonly clinic: string;
  readonly week: Week;
  readonly day: string | undefined;
  readonly query: Readable<SlotDaysRead>;
  readonly onWeek: (from: string) => void;
  readonly onDay: (date: string) => void;
  readonly doctorName?: (doctorId: string) => string;
}

/** Day and time. Everything that is chosen lies in the address. */
export function SlotPicker({ clinic, week, day, query, onWeek, onDay, doctorName }: SlotPickerProps) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  return (
    <Stack gap="md">
      <WeekBar week={week} onWeek={onWeek} />
      <QueryView query={query} skeleton={skeleton}>
        {({ days, timeZone }) => {
          const shown = shownDay(days, day);
          const firstSlot = shown?.slots[0];
          if (!shown || !firstSlot) return <NothingFree week={week} onWeek={onWeek} />;
          return (
            <Stack gap="md">
              <DayStrip days={days} chosen={shown.date} onChoose={onDay} />
              <Text fw={650} role="status">
                {formatLongDay(firstSlot.startsAt, locale, timeZone)}
              </Text>
              {zonesDiffer(firstSlot.startsAt, timeZone) ? (
                <Text size="sm" c="dimmed">
                  {t('times.zone', { zone: zoneName(firstSlot.startsAt, locale, timeZone) })}
                </Text>
              ) : null}
              <SlotLinks
                clinic={clinic}
                timeZone={timeZone}
                slots={shown.slots}
                {...(doctorName ? { doctorName } : {})}
              />
            </Stack>
          );
        }}
      </QueryView>
    </Stack>
  );
}
