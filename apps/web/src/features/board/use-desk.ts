import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { serverNow } from '../../lib/clock/server-clock.ts';
import { availability, type BoardAction } from './model/board-actions.ts';
import { useObstacle } from './parts/booking-actions.tsx';
import { type ConfirmedAction, needsConfirmation } from './parts/confirm-form.tsx';
import type { BoardCommands } from './use-board-commands.ts';
import type { BoardView } from './use-board-view.ts';
import { useStaffText } from './use-staff-text.ts';

interface Question {
  readonly bookingId: string;
  readonly action: ConfirmedAction;
}

/** Handles an action from key or button: explains why it is not allowed, asks for confirmation, or sends it. */
export function useDesk(view: BoardView, commands: BoardCommands) {
  const { t } = useStaffText();
  const obstacle = useObstacle();
  const [question, setQuestion] = useState<Question | null>(null);

  const refuse = (action: BoardAction, why: string): void => {
    const title = t('staff:action.failed.title', { action: t(`staff:action.${action}`) });
    const closeButtonProps = { 'aria-label': t('product:action.close') };
    notifications.show({ id: `refused ${action}`, title, message: why, color: 'amber', closeButtonProps });
  };

  const act = (action: BoardAction, booking: Booking): void => {
    if (commands.pending.has(booking.id)) return;
    const why = obstacle(availability(action, booking, serverNow()), booking);
    if (why !== null) refuse(action, why);
    else if (needsConfirmation(action)) {
      view.showBooking(booking.id);
      setQuestion({ bookingId: booking.id, action });
    } else commands.run(action, booking);
  };

  const confirm = (action: ConfirmedAction, booking: Booking, reason: string): void => {
    setQuestion(null);
    commands.run(action, booking, reason);
  };

  /** The confirmation belongs to one booking and closes when the state of that booking rules the action out. */
  const questionFor = (booking: Booking): ConfirmedAction | null => {
    if (question?.bookingId !== booking.id) return null;
    return availability(question.action, booking, serverNow()).obstacle === null ? question.action : null;
  };

  return { act, confirm, questionFor, dropQuestion: () => setQuestion(null) };
}
