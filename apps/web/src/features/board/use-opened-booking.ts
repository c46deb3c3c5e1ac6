import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../lib/api/trpc.ts';
import type { BoardDay } from './model/board-rows.ts';

/** The booking in the panel: a row of the day, or a booking of another day, opened by a link. */
export function useOpenedBooking(day: BoardDay, openId: string | null) {
  const trpc = useTRPC();
  const row = day.bookings.find(({ id }) => id === openId) ?? null;
  const elsewhere = useQuery(
    trpc.bookings.get.queryOptions({ bookingId: openId ?? '' }, { enabled: openId !== null && row === null }),
  );
  const booking: Booking | null = openId === null ? null : (row ?? elsewhere.data ?? null);
  return {
    booking,
    error: row === null && openId !== null ? elsewhere.error : null,
    refetch: elsewhere.refetch,
  };
}
