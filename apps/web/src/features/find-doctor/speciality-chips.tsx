import { Chip, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface SpecialityChipsProps {
  readonly specialities: readonly string[];
  readonly chosen: string | undefined;
  readonly onChoose: (speciality: string | undefined) => void;
}

const everything = '';

export function SpecialityChips({ specialities, chosen, onChoose }: SpecialityChipsProps) {
  const { t } = useTranslation('patient');
  if (specialities.length < 2) return null;
  return (
    <Chip.Group
      value={chosen ?? everything}
      onChange={(value) => onChoose(typeof value === 'string' && value !== everything ? value : undefined)}
    >
      <Group gap={8} role="radiogroup" aria-label={t('doctors.specialities')}>
        <Chip value={everything} size="sm" radius="xl">
          {t('doctors.all')}
        </Chip>
        {specialities.map((speciality) => (
          <Chip key={speciality} value={speciality} size="sm" radius="xl">
            {speciality}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
