import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import type { SlotAlternative } from '@holdfast/contract/errors';
import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconClockX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/links/links.tsx';
import { formatDayTime } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

interface SlotTakenProps {
  readonly clinic: Clinic;
  readonly doctorId: string;
  readonly serviceId: string;
  readonly alternatives: readonly SlotAlternative[];
  readonly isBusy: boolean;
  readonly onTake: (startsAt: string) => void;
}

/** The loser of a race is told so, with the nearest free times one tap away. */
export function SlotTaken({ clinic, doctorId, serviceId, alternatives, isBusy, onTake }: SlotTakenProps) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  // Another doctor's service has another price: those are looked at on the page of all times.
  const sameDoctor = alternatives.filter((alternative) => alternative.doctorId === doctorId);
  return (
    <Alert
      color="amber"
      role="alert"
      icon={<IconClockX size={22} aria-hidden />}
      title={t('book.takenTitle')}
    >
      <Text size="sm" mb="sm">
        {t(sameDoctor.length > 0 ? 'book.takenBody' : 'book.takenNone')}
      </Text>
      <Stack gap={8}>
        {sameDoctor.map(({ startsAt }) => (
          <Button
            key={startsAt}
            size="md"
            variant="filled"
            disabled={isBusy}
            onClick={() => onTake(startsAt)}
          >
            {t('book.takeInstead', { time: formatDayTime(startsAt, locale, clinic.timeZone) })}
          </Button>
        ))}
        <ButtonLink
          variant="default"
          size="md"
          to="/clinics/$clinic/doctors/$doctorId"
          params={{ clinic: clinic.slug, doctorId }}
          search={{ service: serviceId }}
        >
          {t('book.otherTimes')}
        </ButtonLink>
      </Stack>
    </Alert>
  );
}
