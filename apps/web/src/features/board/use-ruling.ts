import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useStaffClinic } from '../../frames/staff/shell-context.tsx';
import { errorCodeOf } from '../../lib/api/api-error.ts';
import { useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { errorWords } from '../../lib/words/error-words.ts';
import type { Ruling } from './model/rulings.ts';
import { useStaffText } from './use-staff-text.ts';

/** Whether the reader may decide about money of this clinic. */
export function useMayRule(clinicId: string): boolean {
  const clinic = useStaffClinic();
  return clinic?.clinicId === clinicId && clinic.capabilities.includes('payments.rule');
}

/** A conflict means that the money has moved meanwhile: what is true now is read, and the question closes. */
export function useRuling(paymentId: string, { ruling, providerPaymentId }: Ruling, onClose: () => void) {
  const { t } = useStaffText();
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const closeButtonProps = { 'aria-label': t('product:action.close') };
  return useMutation({
    mutationFn: (reason: string) =>
      api.payments.rule.mutate({ paymentId, providerPaymentId, ruling, reason }),
    networkMode: 'always',
    onSuccess: (payment) => {
      queries.setQueryData(trpc.payments.get.queryKey({ paymentId }), payment);
      notifications.show({ message: t(`staff:ruling.${ruling}.done`), color: 'green', closeButtonProps });
      onClose();
    },
    onError: (cause) => {
      if (errorCodeOf(cause) !== 'STATE_CONFLICT') return;
      const message = errorWords(cause).sentence;
      notifications.show({ message, color: 'amber', autoClose: false, closeButtonProps });
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
