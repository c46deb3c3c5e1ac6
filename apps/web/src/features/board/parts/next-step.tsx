import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Button, Group, Loader, Text } from '@mantine/core';
import { memo } from 'react';
import type { BoardAction } from '../model/board-actions.ts';
import { actionKeys } from '../model/board-keys.ts';
import { useStaffText } from '../use-staff-text.ts';

interface NextStepProps {
  readonly booking: Booking;
  readonly action: BoardAction | null;
  readonly pending: boolean;
  /** Only the row under the cursor is a stop of the Tab key. */
  readonly isCurrent: boolean;
  readonly onAct: (action: BoardAction, booking: Booking) => void;
}

function Step({ booking, action, pending, isCurrent, onAct }: NextStepProps) {
  const { t } = useStaffText();
  if (pending) {
    return (
      <Group gap={6} wrap="nowrap">
        <Loader size={14} type="oval" aria-hidden />
        <Text size="sm">{t('staff:board.pending')}</Text>
      </Group>
    );
  }
  if (action === null) return null;
  const label = t(`staff:action.${action}`);
  return (
    <Button
      variant="default"
      title={t('staff:action.withKey', { action: label, key: actionKeys[action] })}
      size="compact-sm"
      maw="100%"
      tabIndex={isCurrent ? 0 : -1}
      aria-label={`${t(`staff:action.short.${action}`)}, ${booking.patientName}`}
      onClick={(event) => {
        event.stopPropagation();
        onAct(action, booking);
      }}
    >
      {t(`staff:action.short.${action}`)}
    </Button>
  );
}

/** The next step of a visit, or a note that it is being sent. Memoised, because each row of the board has one. */
export const NextStep = memo(Step);
