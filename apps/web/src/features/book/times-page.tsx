import type { Clinic, Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHead } from '../../components/layout/page-head.tsx';
import { QueryView, type Readable } from '../../components/screen-state/query-view.tsx';
import { SlotLink } from '../../components/slot-picker/slot-link.tsx';
import { type SlotDaysRead, SlotPicker } from '../../components/slot-picker/slot-picker.tsx';
import { type Week, weekFrom } from '../../components/slot-picker/slot-week.ts';
import { useClinic } from '../../lib/api/use-clinics.ts';
import { serverNow } from '../../lib/clock/server-clock.ts';
import { dateInZone } from '../../lib/format/format-time.ts';

/** Free times change quickly: a cached week is shown at once, and read again when it is older than this. */
export const slotsFreshMs = 20_000;

interface TimesSearch {
  readonly from?: string;
  readonly day?: string;
}

/** The week that an address names, on the clinic's calendar. */
export function weekOnView({ from, day }: TimesSearch, { timeZone }: Pick<Clinic, 'timeZone'>): Week {
  return weekFrom(from ?? day, dateInZone(serverNow(), timeZone));
}

interface TimesPageProps {
  readonly clinic: Clinic;
  readonly title: string;
  readonly lead: string;
  readonly back: ReactNode;
  /** What is chosen before the time. */
  readonly choice?: ReactNode;
  readonly week: Week;
  readonly day: string | undefined;
  readonly query: Readable<SlotDaysRead>;
  readonly onWeek: (from: string) => void;
  readonly onDay: (date: string) => void;
  /** Beside each time, where the times are of several doctors. */
  readonly noteOf?: (slot: Slot) => ReactNode;
}

/** Third page: day and time. Every choice is kept in the address. */
export function TimesPage(props: TimesPageProps) {
  const { clinic, title, lead, back, choice, week, day, query, onWeek, onDay, noteOf } = props;
  return (
    <>
      <PageHead title={title} lead={lead} back={back} />
      {choice}
      <SlotPicker
        size="phone"
        week={week}
        day={day}
        query={query}
        onWeek={onWeek}
        onDay={onDay}
        isWide={noteOf !== undefined}
        renderSlot={(slot) => (
          <SlotLink slot={slot} clinicSlug={clinic.slug} timeZone={clinic.timeZone} note={noteOf?.(slot)} />
        )}
      />
    </>
  );
}

export const timesSkeleton = (
  <Stack gap="md">
    <Skeleton height={16} width="30%" />
    <Skeleton height={32} width="70%" />
    <Skeleton height={64} />
    <Skeleton height={72} />
    <Skeleton height={160} />
  </Stack>
);

interface ClinicOfAddressProps {
  readonly slug: string;
  readonly children: (clinic: Clinic) => ReactNode;
}

/** Shows the clinic that the address names, or that there is none of that name. */
export function ClinicOfAddress({ slug, children }: ClinicOfAddressProps) {
  return (
    <QueryView query={useClinic(slug)} skeleton={timesSkeleton}>
      {children}
    </QueryView>
  );
}
