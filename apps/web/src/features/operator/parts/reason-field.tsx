import { serviceTerms } from '@holdfast/contract/service-terms';
import { Textarea } from '@mantine/core';
import { useOpsText } from '../use-ops-text.ts';

/** Why a reason is not one yet, or null. */
export function useReasonProblem(reason: string): string | null {
  const { t } = useOpsText();
  const { length } = reason.trim();
  if (length < serviceTerms.reasonMinLetters) return t('staff:ops.reasonShort');
  return length > serviceTerms.reasonMaxLetters ? t('staff:ops.reasonLong') : null;
}

interface ReasonFieldProps {
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (reason: string) => void;
}

export function ReasonField({ value, problem, onChange }: ReasonFieldProps) {
  const { t } = useOpsText();
  return (
    <Textarea
      label={t('staff:ops.reason')}
      description={t('staff:ops.reasonHint')}
      required
      rows={3}
      value={value}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
