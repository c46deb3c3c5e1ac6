import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { DepositKind } from '@holdfast/contract/payment/payment.schemas';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotice } from '../../../components/notice/use-notice.ts';
import { useSeenAmount } from '../../../components/value/use-seen-amount.ts';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import { useStoreEcho } from '../use-board-commands.ts';

export function useDeskText() {
  return useTranslation(['cash-desk', 'product', 'parts', 'staff']);
}

/** Into or out of the drawer. */
export type Direction = 'take' | 'back';

export interface EnteredMoney {
  readonly amountMinor: number;
  readonly kind: DepositKind;
  readonly drawerId: string;
  /** Why it is handed back; empty where it is received. */
  readonly reason: string;
}

/** Records money over the counter. Its id is made once per dialog: a repeated press records nothing more. */
export function useDeskMoney(booking: Booking, direction: Direction, onClose: () => void) {
  const { t } = useDeskText();
  const { bills } = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const storeEcho = useStoreEcho();
  const amountOf = useSeenAmount();
  const notice = useNotice();
  const [depositId] = useState(() => crypto.randomUUID());
  const { billId, clinicId } = booking;
  return useMutation({
    mutationFn: ({ reason, ...money }: EnteredMoney): Promise<Booking> => {
      const input = { billId, depositId, ...money };
      return direction === 'take' ? bills.receive.mutate(input) : bills.handBack.mutate({ ...input, reason });
    },
    networkMode: 'always',
    onSuccess: (now, { amountMinor }) => {
      storeEcho(now);
      const amount = amountOf({ amountMinor, currency: booking.price.currency });
      notice.done(t(`cash-desk:${direction}.done`, { amount }));
      onClose();
    },
    // Somebody else may have taken it, or closed the drawer: what is true now is read again.
    onError: () => {
      const stale = [
        trpc.bookings.get.queryKey({ bookingId: booking.id }),
        trpc.payments.get.queryKey({ paymentId: booking.payment.paymentId }),
        trpc.drawers.list.queryKey({ clinicId }),
        trpc.bookings.board.pathKey(),
      ];
      for (const queryKey of stale) void queries.invalidateQueries({ queryKey });
    },
  });
}
