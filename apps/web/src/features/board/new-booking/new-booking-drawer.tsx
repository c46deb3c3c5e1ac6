import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Clinic, Doctor, Slot } from '@holdfast/contract/clinic/clinic.procedures';
import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Alternatives } from '../../../components/alternatives/alternatives.tsx';
import { alternativesOf } from '../../../components/alternatives/alternatives-of.ts';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { useTRPCClient } from '../../../lib/api/trpc.ts';
import { useCommand } from '../../../lib/api/use-command.ts';
import { formatDayTime } from '../../../lib/format/format-time.ts';
import type { BoardCommands } from '../use-board-commands.ts';
import { useStaffText } from '../use-staff-text.ts';
import { HeldStep } from './held-step.tsx';
import classes from './new-booking.module.css';
import { PatientStep } from './patient-step.tsx';
import { SlotStep } from './slot-step.tsx';

interface NewBookingProps {
  readonly clinic: Clinic;
  readonly commands: BoardCommands;
  readonly onShow: (booking: Booking) => void;
}

interface Chosen {
  readonly slot: Slot;
  readonly doctor: Doctor;
}

interface TimeStepProps {
  readonly clinic: Clinic;
  readonly patient: Patient;
  readonly onBack: () => void;
  readonly onHeld: (booking: Booking) => void;
}

function TimeStep({ clinic, patient, onBack, onHeld }: TimeStepProps) {
  const { t, locale } = useStaffText();
  const api = useTRPCClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const hold = useCommand(
    ({ doctorId, serviceId, startsAt }: Pick<Slot, 'doctorId' | 'serviceId' | 'startsAt'>, options) =>
      api.bookings.hold.mutate(
        { clinicId: clinic.id, patientId: patient.id, doctorId, serviceId, startsAt, keepIfLate: true },
        options,
      ),
    { onSuccess: ({ booking }) => onHeld(booking) },
  );
  const alternatives = alternativesOf(hold.error);
  const choose = (slot: Slot, doctor: Doctor): void => {
    hold.reset();
    setChosen({ slot, doctor });
  };
  return (
    <Stack gap="sm">
      <SlotStep
        clinicId={clinic.id}
        timeZone={clinic.timeZone}
        chosen={chosen?.slot ?? null}
        onChosen={choose}
      />
      <div className={classes.foot}>
        {alternatives === null ? <ErrorNote error={hold.error} /> : null}
        {alternatives !== null && chosen ? (
          <Alternatives
            size="dense"
            alternatives={alternatives}
            timeZone={clinic.timeZone}
            isBusy={hold.isPending}
            onTake={({ doctorId, startsAt }) =>
              hold.mutate({ doctorId, serviceId: chosen.slot.serviceId, startsAt })
            }
          />
        ) : null}
        <Group justify="space-between" wrap="nowrap">
          <Button variant="default" onClick={onBack}>
            {t('staff:desk.back')}
          </Button>
          {chosen ? (
            <Button
              classNames={{ label: classes.wrapping }}
              h="auto"
              mih={36}
              py={6}
              loading={hold.isPending}
              onClick={() => {
                const { doctorId, serviceId, startsAt } = chosen.slot;
                hold.mutate({ doctorId, serviceId, startsAt });
              }}
            >
              {t('staff:desk.hold', {
                time: formatDayTime(chosen.slot.startsAt, locale, clinic.timeZone),
                name: patient.fullName,
              })}
            </Button>
          ) : null}
        </Group>
      </div>
    </Stack>
  );
}

function Steps({ clinic, commands, onShow }: NewBookingProps) {
  const { t } = useStaffText();
  const [patient, setPatient] = useState<Patient | null>(null);
  const [held, setHeld] = useState<Booking | null>(null);
  const step = held ? 3 : patient ? 2 : 1;
  const names = [t('staff:desk.steps.patient'), t('staff:desk.steps.time'), t('staff:desk.steps.confirm')];
  const again = (): void => {
    setHeld(null);
    setPatient(null);
  };
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {`${t('staff:desk.step', { step, steps: names.length })} · ${names[step - 1] ?? ''}`}
        {patient ? ` · ${patient.fullName}` : ''}
      </Text>
      {held ? <HeldStep held={held} commands={commands} onShow={onShow} onAgain={again} /> : null}
      {patient && !held ? (
        <TimeStep clinic={clinic} patient={patient} onBack={() => setPatient(null)} onHeld={setHeld} />
      ) : null}
      {patient ? null : <PatientStep clinic={clinic} onChosen={setPatient} />}
    </Stack>
  );
}

interface NewBookingDrawerProps extends NewBookingProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Books at the desk: patient, time, then permission to pay here or a link to pay. */
export function NewBookingDrawer({ opened, onClose, clinic, commands, onShow }: NewBookingDrawerProps) {
  const { t } = useStaffText();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={520}
      title={t('staff:desk.title')}
      closeButtonProps={{ 'aria-label': t('staff:desk.close') }}
    >
      <Steps clinic={clinic} commands={commands} onShow={onShow} />
    </Drawer>
  );
}
