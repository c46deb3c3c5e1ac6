import type { Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { Group, Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Money } from '../../components/value/money.tsx';

interface ServiceChoiceProps {
  readonly services: Doctor['services'];
  readonly chosen: string;
  readonly onChoose: (serviceId: string) => void;
}

/** What the visit is for, with its length and price. */
export function ServiceChoice({ services, chosen, onChoose }: ServiceChoiceProps) {
  const { t } = useTranslation('patient');
  return (
    <Radio.Group value={chosen} onChange={onChoose} label={t('times.service')} mb="lg" labelProps={{ mb: 8 }}>
      <Stack gap={8}>
        {services.map(({ id, name, durationMinutes, price }) => (
          <Radio.Card key={id} value={id} p="sm" mih={44}>
            <Group wrap="nowrap" gap="sm">
              <Radio.Indicator />
              <div style={{ flex: 1 }}>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed">
                  {t('doctors.minutes', { count: durationMinutes })}
                </Text>
              </div>
              <Text fw={650}>
                <Money value={price} />
              </Text>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}
