import { formatMoney } from '@holdfast/contract/format/format-money';
import { notifications } from '@mantine/notifications';
import { failureOf } from '../../lib/api/api-error.ts';
import { formatTime } from '../../lib/format/format-time.ts';
import { errorWords } from '../../lib/words/error-words.ts';
import { useActorName } from './use-actor-name.ts';
import type { Outcome } from './use-board-commands.ts';
import { useDeskStateWord } from './use-desk-state-word.ts';
import { useStaffText } from './use-staff-text.ts';

type Of<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>;

function useDoneWords(): (outcome: Of<'done'>) => string {
  const { t, locale } = useStaffText();
  return ({ action, seen }) => {
    const patient = seen.patientName;
    const { paid } = seen.money;
    if (action === 'cancel' && paid.amountMinor > 0) {
      const amount = formatMoney(paid, locale);
      return t('staff:action.done.cancelRefund', { patient, amount });
    }
    return t(`staff:action.done.${action}`, { patient });
  };
}

function useConflictWords(): (outcome: Of<'conflict'>) => string {
  const { t, locale } = useStaffText();
  const actorName = useActorName();
  const deskWord = useDeskStateWord();
  return ({ action, seen, conflict }) => {
    const words = {
      patient: seen.patientName,
      state: deskWord(conflict.state),
      action: t(`staff:action.${action}`),
    };
    if (conflict.kind === 'refused') return t('staff:action.conflict.refused', words);
    if (conflict.kind === 'changed_unknown') return t('staff:action.conflict.bodyUnknown', words);
    const time = formatTime(conflict.at, locale, seen.timeZone);
    return t('staff:action.conflict.body', { ...words, actor: actorName(conflict.actor), time });
  };
}

/** Notices about the outcome of an action. A success disappears by itself; a failure stays until it is closed. */
export function useBoardNotices(): (outcome: Outcome) => void {
  const { t } = useStaffText();
  const doneWords = useDoneWords();
  const conflictWords = useConflictWords();
  const closeButtonProps = { 'aria-label': t('product:action.close') };
  return (outcome) => {
    if (outcome.kind === 'done') {
      notifications.show({ message: doneWords(outcome), color: 'green', autoClose: 5000, closeButtonProps });
      return;
    }
    const stays = { autoClose: false, closeButtonProps, withBorder: true } as const;
    if (outcome.kind === 'conflict') {
      const title = t('staff:action.conflict.title');
      notifications.show({ ...stays, title, message: conflictWords(outcome), color: 'amber' });
      return;
    }
    const action = t(`staff:action.${outcome.action}`);
    const isKnown = failureOf(outcome.cause).kind === 'refused';
    const { sentence, reference } = errorWords(outcome.cause);
    const code = reference === null ? '' : ` ${t('product:error.reference', { code: reference })}`;
    const title = t(isKnown ? 'staff:action.failed.title' : 'staff:action.failed.unknownTitle', { action });
    notifications.show({ ...stays, title, message: sentence + code, color: 'red' });
  };
}
