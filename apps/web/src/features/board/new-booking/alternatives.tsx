import type { SlotAlternative } from '@holdfast/contract/errors';
import { Button, Group, Stack, Text } from '@mantine/core';
import { failureOf } from '../../../lib/api/api-error.ts';
import { formatDayTime } from '../../../lib/format/format-time.ts';
import { useStaffText } from '../use-staff-text.ts';

interface AlternativesProps {
  readonly error: unknown;
  readonly timeZone: string;
  readonly onChosen: (alternative: SlotAlternative) => void;
}

/** The nearest free times that the server offers with its refusal. */
export function Alternatives({ error, timeZone, onChosen }: AlternativesProps) {
  const { t, locale } = useStaffText();
  const failure = failureOf(error);
  const alternatives = failure.kind === 'refused' ? (failure.body.alternatives ?? []) : [];
  if (alternatives.length === 0) return null;
  return (
    <Stack gap={4} mb="sm">
      <Text size="sm" fw={600}>
        {t('staff:desk.alternatives')}
      </Text>
      <Group gap={6}>
        {alternatives.map((alternative) => (
          <Button
            key={`${alternative.doctorId} ${alternative.startsAt}`}
            size="compact-sm"
            variant="light"
            className="hf-numbers"
            onClick={() => onChosen(alternative)}
          >
            {formatDayTime(alternative.startsAt, locale, timeZone)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
