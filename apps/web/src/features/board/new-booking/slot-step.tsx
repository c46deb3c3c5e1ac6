import type { Doctor, Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Select, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { SlotButton } from '../../../components/slot-picker/slot-button.tsx';
import { SlotPicker } from '../../../components/slot-picker/slot-picker.tsx';
import { type Week, weekFrom } from '../../../components/slot-picker/slot-week.ts';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { serverNow } from '../../../lib/clock/server-clock.ts';
import { dateInZone } from '../../../lib/format/format-time.ts';
import { useStaffText } from '../use-staff-text.ts';

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

function useFreeTimes(doctor: Doctor | undefined, serviceId: string | undefined, { from, to }: Week) {
  const trpc = useTRPC();
  const input = { doctorId: doctor?.id ?? '', serviceId: serviceId ?? '', from, to };
  const enabled = doctor !== undefined && serviceId !== undefined;
  return useQuery(
    trpc.clinics.doctorSlots.queryOptions(input, { enabled, placeholderData: keepPreviousData }),
  );
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

function isSame(one: Slot, other: Slot | null): boolean {
  return one.startsAt === other?.startsAt && one.doctorId === other.doctorId;
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
  // The desk books as far ahead as the clinic has times.
  const week = weekFrom(choice.from, today, null);
  const times = useFreeTimes(doctor, serviceId, week);
  return (
    <Stack gap="sm">
      {doctors.data && list.length === 0 ? <Text>{t('staff:desk.noDoctors')}</Text> : null}
      <Pickers
        doctors={list}
        doctor={doctor}
        serviceId={serviceId}
        onChange={(change) => setChoice({ ...choice, ...change })}
      />
      {doctors.error ? <ErrorNote error={doctors.error} onRetry={() => void doctors.refetch()} /> : null}
      {doctor ? (
        <section aria-label={t('parts:slotPicker.times')}>
          <SlotPicker
            size="dense"
            week={week}
            query={times}
            onWeek={(from) => setChoice({ ...choice, from })}
            renderSlot={(slot) => (
              <SlotButton
                slot={slot}
                timeZone={timeZone}
                isChosen={isSame(slot, chosen)}
                onChosen={() => onChosen(slot, doctor)}
              />
            )}
          />
        </section>
      ) : null}
    </Stack>
  );
}
