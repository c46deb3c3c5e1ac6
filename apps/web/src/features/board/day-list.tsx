import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Stack, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type RefObject, useCallback, useMemo, useRef } from 'react';
import { ListWithPanel, type SidePanelHandle, useIsBeside } from '../../components/layout/side-panel.tsx';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { formatDate } from '../../lib/format/format-time.ts';
import { useSingleKeys } from '../../lib/keyboard/single-keys.ts';
import { type BoardAction, nextAction } from './model/board-actions.ts';
import type { BoardCommand } from './model/board-keys.ts';
import { type BoardDay, stateCounts, toggleState, visibleRows } from './model/board-rows.ts';
import { BoardCards } from './parts/board-cards.tsx';
import { BoardTable } from './parts/board-table.tsx';
import { EmptyDay } from './parts/empty-day.tsx';
import { OpenedBooking } from './parts/opened-booking.tsx';
import { Pages } from './parts/pages.tsx';
import { StateCounters } from './parts/state-counters.tsx';
import type { BoardCommands } from './use-board-commands.ts';
import { useBoardCursor } from './use-board-cursor.ts';
import { useChangedRows } from './use-board-day.ts';
import { useBoardKeyboard } from './use-board-keyboard.ts';
import type { BoardView } from './use-board-view.ts';
import { useDesk } from './use-desk.ts';
import { useDeskStateWord } from './use-desk-state-word.ts';
import { useOpenedBooking } from './use-opened-booking.ts';
import { useStaffText } from './use-staff-text.ts';

interface DayListProps {
  readonly day: BoardDay;
  readonly view: BoardView;
  readonly commands: BoardCommands;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onNewBooking: (() => void) | null;
}

/** Announces changes to a screen reader in one short sentence, however many there were. */
function ChangeReport({ changed }: { readonly changed: readonly Booking[] }) {
  const { t } = useStaffText();
  const deskWord = useDeskStateWord();
  const [first] = changed;
  const one = first
    ? t('staff:board.changed', { patient: first.patientName, state: deskWord(first.state) })
    : '';
  const words = changed.length > 1 ? t('staff:board.changedMany', { count: changed.length }) : one;
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {words}
    </VisuallyHidden>
  );
}

export function DayList({ day, view, commands, searchRef, onNewBooking }: DayListProps) {
  const { t, locale } = useStaffText();
  const nowMs = useServerNow(15_000);
  const isBeside = useIsBeside();
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const rows = useMemo(() => visibleRows(day.bookings, view.filter), [day.bookings, view.filter]);
  const counts = useMemo(() => stateCounts(day.bookings, view.filter), [day.bookings, view.filter]);
  const changed = useChangedRows(day);
  const changedIds = useMemo(() => new Set<string>(changed.map(({ id }) => id)), [changed]);
  const cursor = useBoardCursor(rows, view.openId);
  const opened = useOpenedBooking(day, view.openId);
  const desk = useDesk(view, commands);
  const panel = useRef<SidePanelHandle>(null);
  const latestAct = useRef(desk.act);
  latestAct.current = desk.act;
  /** A stable function, so that a row is re-rendered only when it has changed. */
  const act = useCallback((action: BoardAction, booking: Booking) => latestAct.current(action, booking), []);

  const open = (booking: Booking): void => {
    cursor.choose(booking.id, false);
    if (view.openId !== booking.id) desk.dropQuestion();
    view.showBooking(booking.id);
  };
  const close = (): void => {
    desk.dropQuestion();
    view.showBooking(null);
    cursor.focusCurrent();
  };
  /** Escape goes back one step at a time: from the confirmation to the booking, from there to the list. */
  const stepBack = (): void => {
    const isAsked = opened.booking !== null && desk.questionFor(opened.booking) !== null;
    if (isAsked) {
      desk.dropQuestion();
      panel.current?.focus();
    } else close();
  };
  const move = (to: Extract<BoardCommand, { kind: 'move' }>['to']): void => {
    const row = cursor.rowAfter(to);
    if (row === null) return;
    cursor.choose(row.id, true);
    if (view.openId !== null && isBeside) view.showBooking(row.id);
  };
  useBoardKeyboard(useSingleKeys().isOn, (command) => {
    const target = opened.booking ?? cursor.current;
    if (command.kind === 'focusSearch') {
      searchRef.current?.focus();
      searchRef.current?.select();
    } else if (command.kind === 'move') move(command.to);
    else if (command.kind === 'close') stepBack();
    else if (command.kind === 'newBooking') onNewBooking?.();
    else if (command.kind === 'act' && target) desk.act(command.action, target);
    else if (command.kind === 'open' && cursor.current) {
      open(cursor.current);
      setTimeout(() => panel.current?.focus());
    }
  });

  const date = formatDate(day.date, locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const list = {
    rows: cursor.pageRows,
    label: t('staff:board.list', { date }),
    currentId: cursor.current?.id ?? null,
    openId: view.openId,
    changedIds,
    pending: commands.pending,
    nextActionOf: (booking: Booking) => nextAction(booking, nowMs),
    onOpen: open,
    onAct: act,
  };
  const shape = isPhone ? (
    <BoardCards {...list} />
  ) : (
    <BoardTable {...list} isNarrow={isBeside && view.openId !== null} />
  );
  return (
    <>
      <StateCounters
        counts={counts}
        chosen={view.filter.states}
        onToggle={(state) => view.showStates(toggleState(view.filter.states, state))}
        onAll={() => view.showStates([])}
      />
      <ChangeReport changed={changed} />
      <ListWithPanel
        fills
        list={
          <Stack gap="xs" h="100%">
            {rows.length > 0 ? (
              shape
            ) : (
              <EmptyDay hidden={day.bookings.length} view={view} onNewBooking={onNewBooking} />
            )}
            <Pages page={cursor.page} pages={cursor.pages} total={rows.length} onPage={cursor.showPage} />
          </Stack>
        }
        panel={
          view.openId === null ? null : (
            <OpenedBooking
              opened={opened}
              desk={desk}
              commands={commands}
              handle={panel}
              onClose={close}
              onEscape={stepBack}
              onOpenLinked={view.showBooking}
            />
          )
        }
      />
    </>
  );
}
