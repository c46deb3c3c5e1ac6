import type { Doctor, Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { serverNow } from '../../../lib/clock/server-clock.ts';
import { addDays, dateInZone, formatDate, formatTime } from '../../../lib/format/format-time.ts';
import { useStaffText } from '../use-staff-text.ts';
import classes from './new-booking.module.css';

const daysOnView = 7;

interface SlotStepProps {
  readonly clinicId: string;
  readonly timeZone: string;
  readonly chosen: Slot | null;
  readonly onChosen: (slot: Slot, doctor: Doctor) => void;
}

interface Choice {
  readonly doctorId: string | null;
  readonly serviceId: string | null;
  readonly from: string;
}

function useFreeTimes(doctor: Doctor | undefined, serviceId: string | undefined, from: string) {
  const trpc = useTRPC();
  const input = {
    doctorId: doctor?.id ?? '',
    serviceId: serviceId ?? '',
    from,
    to: addDays(from, daysOnView - 1),
  };
  const enabled = doctor !== undefined && serviceId !== undefined;
  return useQuery(
    trpc.clinics.doctorSlots.queryOptions(input, { enabled, placeholderData: keepPreviousData }),
  );
}

interface TimesProps {
  readonly days: readonly { readonly date: string; readonly slots: readonly Slot[] }[];
  readonly timeZone: string;
  readonly chosen: Slot | null;
  readonly onChosen: (slot: Slot) => void;
}

function isSame(one: Slot, other: Slot | null): boolean {
  return one.startsAt === other?.startsAt && one.doctorId === other.doctorId;
}

function Times({ days, timeZone, chosen, onChosen }: TimesProps) {
  const { t, locale } = useStaffText();
  if (days.every((day) => day.slots.length === 0)) {
    return (
      <Stack gap={4} py="md">
        <Text fw={600}>{t('staff:desk.noTimes')}</Text>
        <Text size="sm">{t('staff:desk.noTimesBody')}</Text>
      </Stack>
    );
  }
  return days.map((day) => (
    <div key={day.date} className={classes.day}>
      <Text size="sm" fw={500}>
        {formatDate(day.date, locale, { weekday: 'short', day: 'numeric', month: 'short' })}
      </Text>
      <div className={classes.times}>
        {day.slots.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('staff:desk.noTimesDay')}
          </Text>
        ) : null}
        {day.slots.map((slot) => (
          <Button
            key={slot.startsAt}
            size="compact-sm"
            className="hf-numbers"
            variant={isSame(slot, chosen) ? 'filled' : 'default'}
            aria-pressed={isSame(slot, chosen)}
            onClick={() => onChosen(slot)}
          >
            {formatTime(slot.startsAt, locale, timeZone)}
          </Button>
        ))}
      </div>
    </div>
  ));
}

interface PickersProps {
  readonly doctors: readonly Doctor[];
  readonly doctor: Doctor | undefined;
  readonly serviceId: string | undefined;
  readonly onChange: (choice: Partial<Choice>) => void;
}

function Pickers({ doctors, doctor, serviceId, onChange }: PickersProps) {
  const { t, locale } = useStaffText();
  const services = doctor?.services ?? [];
  return (
    <Stack gap="xs">
      <Select
        data-autofocus
        searchable
        label={t('staff:desk.doctor')}
        placeholder={t('staff:desk.chooseDoctor')}
        data={doctors.map(({ id, name, speciality }) => ({ value: id, label: `${name} · ${speciality}` }))}
        value={doctor?.id ?? null}
        onChange={(doctorId) => onChange({ doctorId, serviceId: null })}
      />
      <Select
        label={t('staff:desk.service')}
        disabled={services.length === 0}
        allowDeselect={false}
        data={services.map(({ id, name, durationMinutes, price }) => ({
          value: id,
          label: t('staff:desk.serviceOption', {
            service: name,
            minutes: durationMinutes,
            price: formatMoney(price, locale),
          }),
        }))}
        value={serviceId ?? null}
        onChange={(value) => onChange({ serviceId: value })}
      />
    </Stack>
  );
}

interface WeekProps {
  readonly from: string;
  readonly today: string;
  readonly onChange: (from: string) => void;
}

function Week({ from, today, onChange }: WeekProps) {
  const { t } = useStaffText();
  const earlier = addDays(from, -daysOnView);
  return (
    <Group justify="space-between">
      <Button
        variant="default"
        size="compact-sm"
        disabled={from <= today}
        leftSection={<IconChevronLeft size={16} aria-hidden />}
        onClick={() => onChange(earlier < today ? today : earlier)}
      >
        {t('staff:desk.earlier')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        rightSection={<IconChevronRight size={16} aria-hidden />}
        onClick={() => onChange(addDays(from, daysOnView))}
      >
        {t('staff:desk.later')}
      </Button>
    </Group>
  );
}

export function SlotStep({ clinicId, timeZone, chosen, onChosen }: SlotStepProps) {
  const { t } = useStaffText();
  const trpc = useTRPC();
  const today = dateInZone(serverNow(), timeZone);
  const [choice, setChoice] = useState<Choice>({ doctorId: null, serviceId: null, from: today });
  const doctors = useQuery(trpc.clinics.doctors.queryOptions({ clinicId }, { staleTime: 300_000 }));
  const list = doctors.data?.doctors ?? [];
  const doctor = list.find(({ id }) => id === choice.doctorId) ?? (list.length === 1 ? list[0] : undefined);
  const serviceId = choice.serviceId ?? doctor?.services[0]?.id;
  const times = useFreeTimes(doctor, serviceId, choice.from);
  const failed = doctors.error ?? times.error;
  return (
    <Stack gap="sm">
      {doctors.data && list.length === 0 ? <Text>{t('staff:desk.noDoctors')}</Text> : null}
      <Pickers
        doctors={list}
        doctor={doctor}
        serviceId={serviceId}
        onChange={(change) => setChoice({ ...choice, ...change })}
      />
      {failed ? (
        <ErrorNote error={failed} onRetry={() => void (doctors.error ? doctors : times).refetch()} />
      ) : null}
      {doctor ? (
        <Week from={choice.from} today={today} onChange={(from) => setChoice({ ...choice, from })} />
      ) : null}
      <section aria-label={t('staff:desk.times')} aria-busy={times.isFetching}>
        {doctor && times.data ? (
          <Times
            days={times.data.days}
            timeZone={timeZone}
            chosen={chosen}
            onChosen={(slot) => onChosen(slot, doctor)}
          />
        ) : null}
      </section>
    </Stack>
  );
}
