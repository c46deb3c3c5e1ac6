import type { Clinic, Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { Group, Stack, Text } from '@mantine/core';
import { IconCalendarEvent, IconMapPin, IconStethoscope } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../../components/layout/card.tsx';
import { ClinicTime } from '../../components/value/clinic-time.tsx';
import { Money } from '../../components/value/money.tsx';

export type Service = Doctor['services'][number];

interface VisitSummaryProps {
  readonly clinic: Clinic;
  readonly doctor: Doctor;
  readonly service: Service;
  readonly at: string;
}

function Line({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <Group gap={10} wrap="nowrap" align="flex-start">
      <Text c="brand" component="span" mt={2} aria-hidden>
        {icon}
      </Text>
      <div style={{ minWidth: 0 }}>{children}</div>
    </Group>
  );
}

/** Summary of what is about to be booked. */
export function VisitSummary({ clinic, doctor, service, at }: VisitSummaryProps) {
  return (
    <Card>
      <Stack gap={10}>
        <Line icon={<IconCalendarEvent size={20} />}>
          <Text fw={650} fz="lg" lh={1.3}>
            <ClinicTime at={at} timeZone={clinic.timeZone} />
          </Text>
        </Line>
        <Line icon={<IconStethoscope size={20} />}>
          <Text fw={600}>{doctor.name}</Text>
          <Text size="sm" c="dimmed">
            {service.name} · <Money value={service.price} />
          </Text>
        </Line>
        <Line icon={<IconMapPin size={20} />}>
          <Text fw={600}>{clinic.name}</Text>
          <Text size="sm" c="dimmed">
            {clinic.address}
          </Text>
        </Line>
      </Stack>
    </Card>
  );
}
