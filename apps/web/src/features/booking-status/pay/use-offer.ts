import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { CheckoutOffer } from '@holdfast/contract/payment/payment.schemas';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isFinal } from '../../../lib/api/api-error.ts';
import { useTRPCClient } from '../../../lib/api/trpc.ts';
import { prepareCheckout } from './checkouts/open-checkout.ts';

const shortestPauseMs = 1000;
const pauseAfterErrorMs = 5000;

function pauseMs(offer: CheckoutOffer | undefined, error: Error | null): number | false {
  if (offer?.checkout || isFinal(error)) return false;
  if (error !== null) return pauseAfterErrorMs;
  return Math.max(shortestPauseMs, (offer?.retryAfterSeconds ?? 5) * 1000);
}

/** Changes when money comes or goes: an order that has brought money takes no other, and the next one asks for the rest. */
const moneyMark = ({ money }: Booking): readonly (number | undefined)[] => [
  money.paid.amountMinor,
  money.wrong?.amountMinor,
  money.refunding.amountMinor,
  money.refunded.amountMinor,
];

/** What the window of the provider needs. Retried while the provider does not answer, not after a final refusal. */
export function useOffer(booking: Booking, isWanted: boolean) {
  const client = useTRPCClient();
  const { billId } = booking;
  const offer = useQuery({
    queryKey: ['checkout-offer', billId, ...moneyMark(booking)],
    queryFn: ({ signal }): Promise<CheckoutOffer> => client.bills.checkout.mutate({ billId }, { signal }),
    enabled: isWanted,
    // Money that came and went leaves the amounts as they were, and the order spent.
    gcTime: 0,
    staleTime: ({ state }) => (state.data?.checkout ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: ({ state }) => pauseMs(state.data, state.error),
    retry: false,
  });
  const checkout = offer.data?.checkout;
  useEffect(() => {
    // Prefetched, so that the window opens at once; a failure is shown only when the user pays.
    if (checkout && isWanted) prepareCheckout(checkout).catch(() => undefined);
  }, [checkout, isWanted]);
  return offer;
}
