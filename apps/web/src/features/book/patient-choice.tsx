import type { Patient } from '@holdfast/contract/patient/patient.procedures';
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

interface PatientChoiceProps {
  readonly patients: readonly Patient[];
  readonly chosenId: string | null;
  readonly onChoose: (patientId: string) => void;
  readonly onAdd: () => void;
}

/** One account may have several patients: asks whom the booking is for. */
export function PatientChoice({ patients, chosenId, onChoose, onAdd }: PatientChoiceProps) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  return (
    <Radio.Group value={chosenId} onChange={onChoose} label={t('book.who')} labelProps={{ mb: 8, fw: 650 }}>
      <Stack gap={8}>
        {patients.map(({ id, fullName, phone, dateOfBirth }) => (
          <Radio.Card key={id} value={id} p="sm" mih={44}>
            <Group wrap="nowrap" gap="sm">
              <Radio.Indicator />
              <div style={{ minWidth: 0 }}>
                <Text fw={600}>{fullName}</Text>
                <Text size="sm" c="dimmed" className="hf-numbers">
                  {phone}
                  {dateOfBirth === null
                    ? ''
                    : ` · ${t('book.born', { date: formatDate(dateOfBirth, locale, { dateStyle: 'medium' }) })}`}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={onAdd}
          mih={44}
          justify="start"
        >
          {t('book.add')}
        </Button>
      </Stack>
    </Radio.Group>
  );
}
