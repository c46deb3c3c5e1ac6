import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { alternativesOf } from '../../components/alternatives/alternatives-of.ts';
import { useTRPC, useTRPCClient } from '../../lib/api/trpc.ts';
import { useCommand } from '../../lib/api/use-command.ts';

/** Holds a time, and puts the result into the cache that the booking page reads. */
export function useHold() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useCommand(client.bookings.hold.mutate, {
    onSuccess: ({ booking }) => {
      queryClient.setQueryData(trpc.bookings.get.queryKey({ bookingId: booking.id }), booking);
      void queryClient.invalidateQueries({ queryKey: trpc.bookings.mine.queryKey() });
      // Replace the form in the history, so that Back leads to the times and not to a form that was already sent.
      void navigate({ to: '/bookings/$bookingId', params: { bookingId: booking.id }, replace: true });
    },
    onError: (error) => {
      if (alternativesOf(error) !== null)
        void queryClient.invalidateQueries({ queryKey: trpc.clinics.pathKey() });
    },
  });
}
