import type { SlotAlternative } from '@holdfast/contract/errors';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconClockX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDayTime } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

interface AlternativesProps {
  /** Full-width buttons for touch, or a row of times. */
  readonly size: 'phone' | 'dense';
  readonly alternatives: readonly SlotAlternative[];
  readonly timeZone: string;
  /** Named where the times may be another doctor's. */
  readonly doctorName?: (doctorId: string) => string | null;
  readonly isBusy: boolean;
  readonly onTake: (alternative: SlotAlternative) => void;
  /** The way to all free times. */
  readonly otherTimes?: ReactNode;
}

/** Says that the time was taken by somebody else, and offers the nearest free times. */
export function Alternatives(props: AlternativesProps) {
  const { size, alternatives, timeZone, doctorName, isBusy, onTake, otherTimes } = props;
  const { t } = useTranslation('parts');
  const locale = useLocale();
  const isDense = size === 'dense';
  const labelOf = ({ startsAt, doctorId }: SlotAlternative): string => {
    const time = formatDayTime(startsAt, locale, timeZone);
    const doctor = doctorName?.(doctorId) ?? null;
    const words = doctor === null ? time : t('alternatives.ofDoctor', { time, doctor });
    return isDense ? words : t('alternatives.take', { time: words });
  };
  const buttons = alternatives.map((alternative) => (
    <Button
      key={`${alternative.doctorId} ${alternative.startsAt}`}
      size={isDense ? 'compact-sm' : 'md'}
      variant={isDense ? 'light' : 'filled'}
      className="hf-numbers"
      disabled={isBusy}
      onClick={() => onTake(alternative)}
    >
      {labelOf(alternative)}
    </Button>
  ));
  return (
    <Alert
      color="amber"
      role="alert"
      icon={<IconClockX size={isDense ? 18 : 22} aria-hidden />}
      title={t('alternatives.title')}
    >
      <Text size="sm" mb="sm">
        {t(alternatives.length > 0 ? 'alternatives.body' : 'alternatives.none')}
      </Text>
      {isDense ? <Group gap={6}>{buttons}</Group> : null}
      {isDense ? (
        otherTimes
      ) : (
        <Stack gap={8}>
          {buttons}
          {otherTimes}
        </Stack>
      )}
    </Alert>
  );
}
