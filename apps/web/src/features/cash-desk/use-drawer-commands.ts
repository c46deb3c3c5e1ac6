import type { Drawer } from '@holdfast/contract/drawer/drawer.procedures';
import { useQueryClient } from '@tanstack/react-query';
import { useNotice } from '../../components/notice/use-notice.ts';
import { useSeenAmount } from '../../components/value/use-seen-amount.ts';
import { errorCodeOf } from '../../lib/api/api-error.ts';
import { useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { useCommand } from '../../lib/api/use-command.ts';
import { useCashText } from './use-cash-text.ts';

export type CashDrawer = Drawer;

/** A count that is asked for: of the drawer as its reader saw it, so that another session is not closed with it. */
export interface AskedCount {
  readonly count: 'open' | 'close';
  readonly drawer: CashDrawer;
}

/** Shows the drawer that the server returned, and reads the list again. */
function useEcho(clinicId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const queryKey = trpc.drawers.list.queryKey({ clinicId });
  const readAgain = (): void => void queries.invalidateQueries({ queryKey });
  const store = (drawer: CashDrawer): void => {
    queries.setQueryData(queryKey, (list) => {
      if (!list) return list;
      const isKnown = list.drawers.some(({ id }) => id === drawer.id);
      const drawers = list.drawers.map((known) => (known.id === drawer.id ? drawer : known));
      return { drawers: isKnown ? drawers : [...drawers, drawer] };
    });
    readAgain();
  };
  return { store, readAgain };
}

/** What a count came to, in one sentence. */
function useCountSentence(): (count: AskedCount['count'], drawer: CashDrawer) => string {
  const { t } = useCashText();
  const amountOf = useSeenAmount();
  return (count, { currency, session }) => {
    const difference = session?.closing?.differenceMinor ?? 0;
    if (count === 'open' || difference === 0) return t(`cash-desk:count.${count}.done`);
    const amount = amountOf({ amountMinor: Math.abs(difference), currency });
    return t(difference < 0 ? 'cash-desk:count.close.doneMissing' : 'cash-desk:count.close.doneOver', {
      amount,
    });
  };
}

/** A conflict means that somebody else was there first: the list shows what is true now. */
export function useCount(clinicId: string, { count, drawer }: AskedCount, onClose: () => void) {
  const { t } = useCashText();
  const { drawers } = useTRPCClient();
  const echo = useEcho(clinicId);
  const notice = useNotice();
  const sentence = useCountSentence();
  return useCommand<number, CashDrawer>(
    (countedMinor, options) => {
      const input = { drawerId: drawer.id, countedMinor };
      return count === 'open'
        ? drawers.open.mutate(input, options)
        : drawers.close.mutate({ ...input, sessionId: drawer.session?.id ?? '' }, options);
    },
    {
      onSuccess: (counted) => {
        echo.store(counted);
        const isExact = (counted.session?.closing?.differenceMinor ?? 0) === 0;
        notice[isExact ? 'done' : 'changed'](sentence(count, counted));
        onClose();
      },
      onError: (cause) => {
        echo.readAgain();
        if (errorCodeOf(cause) !== 'STATE_CONFLICT') return;
        notice.changed(t('cash-desk:count.changed'));
        onClose();
      },
    },
  );
}

export function useAddDrawer(clinicId: string, onClose: () => void) {
  const { t } = useCashText();
  const { drawers } = useTRPCClient();
  const echo = useEcho(clinicId);
  const notice = useNotice();
  return useCommand<string, CashDrawer>((name, options) => drawers.add.mutate({ clinicId, name }, options), {
    onSuccess: (drawer) => {
      echo.store(drawer);
      notice.done(t('cash-desk:add.done'));
      onClose();
    },
  });
}
