import { Group, Radio, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface LateChoiceProps {
  readonly keepIfLate: boolean;
  readonly onChange: (keepIfLate: boolean) => void;
}

/** Asks what to do if the payment arrives after the hold has expired, because banks can be slow. */
export function LateChoice({ keepIfLate, onChange }: LateChoiceProps) {
  const { t } = useTranslation('patient');
  const choices = [
    { value: 'keep', title: t('book.lateKeep'), hint: t('book.lateKeepHint') },
    { value: 'return', title: t('book.lateReturn'), hint: t('book.lateReturnHint') },
  ];
  return (
    <Radio.Group
      value={keepIfLate ? 'keep' : 'return'}
      onChange={(value) => onChange(value === 'keep')}
      label={t('book.late')}
      labelProps={{ mb: 8, fw: 650 }}
    >
      <Stack gap={8}>
        {choices.map(({ value, title, hint }) => (
          <Radio.Card key={value} value={value} p="sm">
            <Group wrap="nowrap" gap="sm" align="flex-start">
              <Radio.Indicator mt={2} />
              <div>
                <Text fw={600}>{title}</Text>
                <Text size="sm" c="dimmed">
                  {hint}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}
