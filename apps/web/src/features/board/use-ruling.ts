import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotice } from '../../components/notice/use-notice.ts';
import { errorCodeOf } from '../../lib/api/api-error.ts';
import { useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { errorWords } from '../../lib/words/error-words.ts';
import type { Ruling } from './model/rulings.ts';
import { useStaffText } from './use-staff-text.ts';

/** A conflict means that the money has moved meanwhile: what is true now is read, and the question closes. */
export function useRuling(paymentId: string, { ruling, providerPaymentId }: Ruling, onClose: () => void) {
  const { t } = useStaffText();
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: (reason: string) =>
      api.payments.rule.mutate({ paymentId, providerPaymentId, ruling, reason }),
    networkMode: 'always',
    onSuccess: (payment) => {
      queries.setQueryData(trpc.payments.get.queryKey({ paymentId }), payment);
      notice.done(t(`staff:ruling.${ruling}.done`));
      onClose();
    },
    onError: (cause) => {
      if (errorCodeOf(cause) !== 'STATE_CONFLICT') return;
      notice.changed(errorWords(cause).sentence);
      onClose();
    },
    // The reply tells of the charge; the sums of the booking are read again.
    onSettled: () => {
      const stale = [
        trpc.payments.get.queryKey({ paymentId }),
        trpc.bookings.get.pathKey(),
        trpc.bookings.board.pathKey(),
      ];
      for (const queryKey of stale) void queries.invalidateQueries({ queryKey });
    },
  });
}
