import type { Capability } from '@holdfast/contract/auth/capabilities';
import { IconCalendarPlus, IconKey } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { type KeyHelp, type ShellAction, useShellParts } from '../../frames/staff/shell-context.tsx';
import { actionsWith } from './model/board-actions.ts';
import { actionKeys, newBookingKey, searchKey } from './model/board-keys.ts';
import { useStaffText } from './use-staff-text.ts';

interface BoardShell {
  readonly capabilities: readonly Capability[];
  readonly openNewBooking: (() => void) | null;
  readonly openRevealCode: (() => void) | null;
}

function useKeyHelp(capabilities: readonly Capability[], mayBook: boolean): readonly KeyHelp[] {
  const { t } = useStaffText();
  return useMemo(
    () => [
      { keys: [searchKey], label: t('staff:board.keys.search') },
      { keys: ['↑', '↓'], label: t('staff:board.keys.move') },
      { keys: ['Enter'], label: t('staff:board.keys.open') },
      { keys: ['Esc'], label: t('staff:board.keys.close') },
      ...actionsWith(capabilities).map((action) => ({
        keys: [actionKeys[action]],
        label: t(`staff:action.${action}`),
      })),
      ...(mayBook ? [{ keys: [newBookingKey], label: t('staff:board.keys.new') }] : []),
    ],
    [capabilities, mayBook, t],
  );
}

/** The board's lines in the `?` sheet and its entries behind Ctrl-K. */
export function useBoardShell({ capabilities, openNewBooking, openRevealCode }: BoardShell): void {
  const { t } = useStaffText();
  const latest = useRef({ openNewBooking, openRevealCode });
  latest.current = { openNewBooking, openRevealCode };
  const mayBook = openNewBooking !== null;
  const mayReveal = openRevealCode !== null;
  const keys = useKeyHelp(capabilities, mayBook);
  const actions = useMemo<readonly ShellAction[]>(() => {
    const book: ShellAction = {
      id: 'board-new-booking',
      label: t('staff:nav.newBooking'),
      icon: <IconCalendarPlus size={18} aria-hidden />,
      onTrigger: () => latest.current.openNewBooking?.(),
    };
    const reveal: ShellAction = {
      id: 'board-reveal-code',
      label: t('staff:nav.revealCode'),
      icon: <IconKey size={18} aria-hidden />,
      onTrigger: () => latest.current.openRevealCode?.(),
    };
    return [...(mayBook ? [book] : []), ...(mayReveal ? [reveal] : [])];
  }, [mayBook, mayReveal, t]);
  useShellParts({ keys, actions });
}
