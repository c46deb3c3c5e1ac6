import type { SlotAlternative } from '@holdfast/contract/errors';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { failureOf } from '../../lib/api/api-error.ts';
import { offerKey } from '../../lib/api/checkout-offer.ts';
import { useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { useCommand } from '../../lib/api/use-command.ts';

/** Free times offered in place of the one that was lost; null when that was not the reason. */
export function alternativesOf(error: unknown): readonly SlotAlternative[] | null {
  const failure = failureOf(error);
  if (failure.kind !== 'refused') return null;
  const { code, alternatives } = failure.body;
  return code === 'SLOT_TAKEN' || code === 'SLOT_NOT_OFFERED' ? (alternatives ?? []) : null;
}

/** Takes a time. What came back is put where the page of the booking looks for it. */
export function useHold() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useCommand(client.bookings.hold.mutate, {
    onSuccess: ({ booking, offer }) => {
      queryClient.setQueryData(trpc.bookings.get.queryKey({ bookingId: booking.id }), booking);
      queryClient.setQueryData(offerKey(booking.payment.paymentId), offer);
      void queryClient.invalidateQueries({ queryKey: trpc.bookings.mine.queryKey() });
      // Back from the booking leads to the times, not to a form that was already sent.
      void navigate({ to: '/bookings/$bookingId', params: { bookingId: booking.id }, replace: true });
    },
    onError: (error) => {
      if (alternativesOf(error) !== null)
        void queryClient.invalidateQueries({ queryKey: trpc.clinics.pathKey() });
    },
  });
}
