import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCalendarOff, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatLongDay, zoneName, zonesDiffer } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { QueryView, type Readable } from '../screen-state/query-view.tsx';
import { StateScreen } from '../screen-state/state-screen.tsx';
import { DayStrip } from './day-strip.tsx';
import { DayTimes } from './day-times.tsx';
import { shownDay, type Week } from './slot-week.ts';
import { WeekBar } from './week-bar.tsx';
import { WeekRows } from './week-rows.tsx';

export interface SlotDaysRead {
  readonly timeZone: string;
  readonly days: readonly { readonly date: string; readonly slots: readonly Slot[] }[];
}

interface NothingFreeProps {
  readonly later: string | null;
  readonly onWeek: (from: string) => void;
}

function NothingFree({ later, onWeek }: NothingFreeProps) {
  const { t } = useTranslation('parts');
  const action =
    later === null ? null : (
      <Button variant="light" onClick={() => onWeek(later)} rightSection={<IconChevronRight size={16} />}>
        {t('slotPicker.later')}
      </Button>
    );
  return (
    <StateScreen icon={IconCalendarOff} tone="gray" title={t('slotPicker.emptyTitle')} action={action}>
      {later === null ? t('slotPicker.emptyLast') : t('slotPicker.emptyBody')}
    </StateScreen>
  );
}

const three = [0, 1, 2];
const seven = [0, 1, 2, 3, 4, 5, 6];

/** Each skeleton has the shape of what comes: seven days then times, or seven rows. */
const skeletons = {
  phone: (
    <Stack gap="md">
      <Group gap={4} grow wrap="nowrap">
        {seven.map((day) => (
          <Skeleton key={day} height={72} />
        ))}
      </Group>
      <Skeleton height={20} width="40%" />
      {['morning', 'afternoon'].map((part) => (
        <Group key={part} gap={8} grow>
          {three.map((time) => (
            <Skeleton key={time} height={44} />
          ))}
        </Group>
      ))}
    </Stack>
  ),
  dense: (
    <Stack gap={8}>
      {seven.map((day) => (
        <Skeleton key={day} height={42} />
      ))}
    </Stack>
  ),
};

interface OneDayProps {
  readonly read: SlotDaysRead;
  readonly shown: { readonly date: string; readonly slots: readonly Slot[] };
  readonly isWide: boolean;
  readonly onDay: (date: string) => void;
  readonly renderSlot: (slot: Slot) => ReactNode;
}

function OneDay({ read, shown, isWide, onDay, renderSlot }: OneDayProps) {
  const { t } = useTranslation('parts');
  const locale = useLocale();
  const { timeZone, days } = read;
  const startsAt = shown.slots[0]?.startsAt ?? shown.date;
  return (
    <Stack gap="md">
      <DayStrip days={days} chosen={shown.date} onChoose={onDay} />
      <Text fw={650} role="status">
        {formatLongDay(startsAt, locale, timeZone)}
      </Text>
      {zonesDiffer(startsAt, timeZone) ? (
        <Text size="sm" c="dimmed">
          {t('slotPicker.zone', { zone: zoneName(startsAt, locale, timeZone) })}
        </Text>
      ) : null}
      <DayTimes timeZone={timeZone} slots={shown.slots} isWide={isWide} renderSlot={renderSlot} />
    </Stack>
  );
}

interface SlotPickerProps {
  /** One day at a time for touch, or the whole week in dense rows. */
  readonly size: 'phone' | 'dense';
  readonly week: Week;
  /** The day on view; without one, the first that has free times. */
  readonly day?: string | undefined;
  readonly query: Readable<SlotDaysRead>;
  readonly onWeek: (from: string) => void;
  readonly onDay?: (date: string) => void;
  /** Room for more than the time on each. */
  readonly isWide?: boolean;
  /** A time is a link where it leads on, a button where it is a choice. */
  readonly renderSlot: (slot: Slot) => ReactNode;
}

const ignoreDay = (): void => undefined;

/** Free times by week and day. The choice is kept by the caller. */
export function SlotPicker(props: SlotPickerProps) {
  const { size, week, day, query, onWeek, onDay = ignoreDay, isWide = false, renderSlot } = props;
  const isDense = size === 'dense';
  return (
    <Stack gap={isDense ? 'xs' : 'md'} aria-busy={query.isFetching && query.data !== undefined}>
      <WeekBar week={week} buttonSize={isDense ? 30 : 44} onWeek={onWeek} />
      <QueryView query={query} skeleton={skeletons[size]}>
        {(read) => {
          const shown = shownDay(read.days, day);
          if (!shown) return <NothingFree later={week.later} onWeek={onWeek} />;
          if (isDense) return <WeekRows days={read.days} renderSlot={renderSlot} />;
          return <OneDay read={read} shown={shown} isWide={isWide} onDay={onDay} renderSlot={renderSlot} />;
        }}
      </QueryView>
    </Stack>
  );
}
