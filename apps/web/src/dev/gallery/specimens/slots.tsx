import { type Slot, SlotDays } from '@holdfast/contract/clinic/clinic.procedures';
import { useState } from 'react';
import { Alternatives } from '../../../components/alternatives/alternatives.tsx';
import { ButtonLink } from '../../../components/links/links.tsx';
import { DayStrip } from '../../../components/slot-picker/day-strip.tsx';
import { DayTimes } from '../../../components/slot-picker/day-times.tsx';
import { SlotButton } from '../../../components/slot-picker/slot-button.tsx';
import { SlotLink } from '../../../components/slot-picker/slot-link.tsx';
import { type SlotDaysRead, SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import { weekFrom } from '../../../components/slot-picker/slot-week.ts';
import { WeekBar } from '../../../components/slot-picker/week-bar.tsx';
import { WeekRows } from '../../../components/slot-picker/week-rows.tsx';
import { addDays } from '../../../lib/format/format-time.ts';
import { asha, menon } from '../../../testing/fake-data.ts';
import { statesOf } from '../specimen.ts';
import { read, reads } from './screen-states.tsx';

const monday = '2026-11-23';
const week = weekFrom(monday, monday);
const nothing = (): void => undefined;

const [service] = menon.services;
if (!service) throw new Error('the doctor has no service');
const { id: serviceId, price } = service;

function slotAt(date: string, time: string): Slot {
  const startsAt = new Date(`${date}T${time}:00+05:30`).toISOString();
  return { doctorId: menon.id, serviceId, startsAt, endsAt: startsAt, price };
}

/** Many times on one day, one on another, none on the rest. */
function daysOf(timesByDay: readonly (readonly string[])[]): SlotDaysRead {
  const days = timesByDay.map((times, at) => {
    const date = addDays(monday, at);
    return { date, slots: times.map((time) => slotAt(date, time)) };
  });
  return SlotDays.parse({ clinicId: asha.id, timeZone: asha.timeZone, days });
}
const manyTimes = Array.from({ length: 40 }, (_, at) => {
  const minutes = 9 * 60 + at * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
});
const some = daysOf([['10:30', '11:00', '16:00', '18:30'], ['09:00'], [], ['12:00'], [], [], []]);
const many = daysOf([manyTimes, [], ['09:00'], [], [], [], []]);
const none = daysOf([[], [], [], [], [], [], []]);

const asLink = (slot: Slot) => <SlotLink slot={slot} clinicSlug={asha.slug} timeZone={asha.timeZone} />;
const asLinkWithNote = (slot: Slot) => (
  <SlotLink slot={slot} clinicSlug={asha.slug} timeZone={asha.timeZone} note="Dr Leela Menon · ₹800" />
);

function Desk({ days }: { readonly days: SlotDaysRead }) {
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <SlotPicker
      size="dense"
      week={week}
      query={read({ data: days })}
      onWeek={nothing}
      renderSlot={(slot) => (
        <SlotButton
          slot={slot}
          timeZone={asha.timeZone}
          isChosen={slot.startsAt === chosen}
          onChosen={({ startsAt }) => setChosen(startsAt)}
        />
      )}
    />
  );
}

const onPhone = (query: Parameters<typeof SlotPicker>[0]['query'], isWide = false) => (
  <SlotPicker
    size="phone"
    week={week}
    query={query}
    onWeek={nothing}
    onDay={nothing}
    isWide={isWide}
    renderSlot={isWide ? asLinkWithNote : asLink}
  />
);

const first = slotAt(monday, '10:30');
const alternatives = ['11:00', '11:20', '16:00'].map((time) => slotAt(monday, time));
const others = (
  <ButtonLink variant="default" size="md" to="/">
    See all free times
  </ButtonLink>
);
const choice = { timeZone: asha.timeZone, isBusy: false, onTake: nothing };

export const slots = [
  ...statesOf('SlotPicker', {
    'phone, some': () => onPhone(read({ data: some })),
    'phone, many': () => onPhone(read({ data: many })),
    'phone, several doctors': () => onPhone(read({ data: some }), true),
    'phone, none': () => onPhone(read({ data: none })),
    'dense, some': () => <Desk days={some} />,
    'dense, many': () => <Desk days={many} />,
    'dense, none': () => <Desk days={none} />,
    'phone, loading': () => onPhone(read(reads.loading)),
    'phone, failed': () => onPhone(read(reads.failed)),
    'phone, offline': () => onPhone(read(reads.offline)),
  }),
  ...statesOf('WeekBar', {
    first: () => <WeekBar week={week} buttonSize={44} onWeek={nothing} />,
    later: () => <WeekBar week={weekFrom('2026-12-05', monday)} buttonSize={44} onWeek={nothing} />,
  }),
  ...statesOf('DayStrip', { chosen: () => <DayStrip days={some.days} chosen={monday} onChoose={nothing} /> }),
  ...statesOf('DayTimes', {
    times: () => (
      <DayTimes
        timeZone={asha.timeZone}
        slots={some.days[0]?.slots ?? []}
        isWide={false}
        renderSlot={asLink}
      />
    ),
  }),
  ...statesOf('WeekRows', { times: () => <WeekRows days={some.days} renderSlot={asLink} /> }),
  ...statesOf('SlotLink', { time: () => asLink(first), 'with a note': () => asLinkWithNote(first) }),
  ...statesOf('SlotButton', {
    free: () => <SlotButton slot={first} timeZone={asha.timeZone} isChosen={false} onChosen={nothing} />,
    chosen: () => <SlotButton slot={first} timeZone={asha.timeZone} isChosen onChosen={nothing} />,
  }),
  ...statesOf('Alternatives', {
    phone: () => <Alternatives {...choice} size="phone" alternatives={alternatives} otherTimes={others} />,
    'phone, none': () => <Alternatives {...choice} size="phone" alternatives={[]} otherTimes={others} />,
    dense: () => <Alternatives {...choice} size="dense" alternatives={alternatives} />,
    'dense, of other doctors': () => (
      <Alternatives {...choice} size="dense" alternatives={alternatives} doctorName={() => menon.name} />
    ),
    busy: () => <Alternatives {...choice} isBusy size="dense" alternatives={alternatives} />,
  }),
];
