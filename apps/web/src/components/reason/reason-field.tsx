import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ReasonFieldProps {
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
  /** Takes the focus, and keeps its keys to itself. */
  readonly isInDialog?: boolean;
}

/** Why something is done: recorded with the name of the person who does it. */
export function ReasonField({ value, problem, onChange, isInDialog = false }: ReasonFieldProps) {
  const { t } = useTranslation('parts');
  return (
    <Textarea
      {...(isInDialog ? { 'data-autofocus': true, 'data-mantine-stop-propagation': 'true' } : {})}
      label={t('reason.label')}
      description={t('reason.hint')}
      required
      rows={3}
      value={value}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
