import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonField } from './reason-field.tsx';
import { useReasonProblem } from './use-reason-problem.ts';

/** Layers below the dialog leave its keys alone. */
const ownKeys = { 'data-mantine-stop-propagation': 'true' };

interface ReasonDialogProps {
  readonly title: string;
  /** What follows from it. */
  readonly children: ReactNode;
  readonly button: string;
  readonly color?: 'brand' | 'red';
  readonly isPending: boolean;
  /** A failed try, beside the button that was pressed. */
  readonly failure: ReactNode;
  readonly onSubmit: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks before something that counts, with its consequence. Nothing is sent without a reason. */
export function ReasonDialog({ title, children, button, color = 'brand', ...rest }: ReasonDialogProps) {
  const { t } = useTranslation(['parts', 'product']);
  const problemOf = useReasonProblem();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const problem = problemOf(reason);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problem === null && !rest.isPending) rest.onSubmit(reason.trim());
  };
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    rest.onClose();
  };
  return (
    <Modal
      opened
      onClose={rest.onClose}
      closeOnEscape={false}
      onKeyDown={closeOnEscape}
      title={title}
      closeButtonProps={{ 'aria-label': t('product:action.close'), ...ownKeys }}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {children}
          <ReasonField isInDialog value={reason} problem={tried ? problem : null} onChange={setReason} />
          {rest.failure}
          <Group gap="xs" justify="flex-end">
            <Button variant="default" onClick={rest.onClose} {...ownKeys}>
              {t('parts:reason.back')}
            </Button>
            <Button type="submit" color={color} loading={rest.isPending} {...ownKeys}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
