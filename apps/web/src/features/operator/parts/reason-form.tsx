import { serviceTerms } from '@holdfast/contract/service-terms';
import { Button, Stack, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { errorCodeOf } from '../../../lib/api/api-error.ts';
import { useOpsText } from '../use-ops-text.ts';

/** What is wrong with the reason, or null. */
function useReasonProblem(reason: string): string | null {
  const { t } = useOpsText();
  const { length } = reason.trim();
  if (length < serviceTerms.reasonMinLetters) return t('staff:ops.reasonShort');
  return length > serviceTerms.reasonMaxLetters ? t('staff:ops.reasonLong') : null;
}

export function isConflict(error: unknown): boolean {
  return errorCodeOf(error) === 'STATE_CONFLICT';
}

interface ReasonFormProps {
  readonly label: string;
  /** What the action does, and what is chosen for it. */
  readonly children: ReactNode;
  readonly button: string;
  readonly color?: 'brand' | 'red';
  /** False while something must be chosen first. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSubmit: (reason: string) => void;
}

/** Form of an intervention. Nothing is sent without a reason. */
export function ReasonForm(props: ReasonFormProps) {
  const { label, children, button, color = 'brand', isReady = true, isPending, error, onSubmit } = props;
  const { t } = useOpsText();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const problem = useReasonProblem(reason);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem === null && isReady) onSubmit(reason.trim());
  };
  return (
    <form onSubmit={submit} noValidate aria-label={label}>
      <Stack gap="sm">
        {children}
        <Textarea
          label={t('staff:ops.reason')}
          description={t('staff:ops.reasonHint')}
          required
          rows={3}
          value={reason}
          error={tried ? problem : null}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {/* A conflict is shown by a notice, because the row has changed and the form closes with it. */}
        {isConflict(error) ? null : <ErrorNote error={error} />}
        <Button type="submit" loading={isPending} disabled={!isReady} color={color}>
          {button}
        </Button>
      </Stack>
    </form>
  );
}
