import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Checkout } from '@holdfast/contract/payment/payment.schemas';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import { useCommand } from '../../../lib/api/use-command.ts';
import { serverNow } from '../../../lib/clock/server-clock.ts';
import type { ProviderCallback } from './checkouts/checkout-window.ts';
import { openCheckout } from './checkouts/open-checkout.ts';

export type PayStep = 'ready' | 'opening' | 'open' | 'reported' | 'closed' | 'refused' | 'no_script';

/** Opens the provider's window and hands what it returns to the API. The outcome is read from the booking. */
export function usePayment(booking: Booking) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [step, setStep] = useState<PayStep>('ready');
  const readAgain = (): void =>
    void queryClient.invalidateQueries({ queryKey: trpc.bookings.get.queryKey({ bookingId: booking.id }) });
  const confirm = useCommand(client.payments.confirm.mutate, {
    onSuccess: (confirmed) =>
      queryClient.setQueryData(trpc.bookings.get.queryKey({ bookingId: confirmed.id }), confirmed),
    onError: readAgain,
  });

  async function pay(checkout: Checkout): Promise<void> {
    setStep('opening');
    const end = booking.holdExpiresAt ?? booking.may.pay.until;
    const endsAtMs = end === null ? serverNow() + 600_000 : Date.parse(end);
    try {
      await openCheckout(checkout, () => (endsAtMs - serverNow()) / 1000, {
        onPaid: (callback: ProviderCallback) => {
          setStep('reported');
          confirm.mutate({ paymentId: checkout.paymentId, ...callback });
        },
        onRefused: () => setStep('refused'),
        onClosed: () => {
          // Keep an answer of the bank on view: closing the window after it adds nothing.
          setStep((now) => (now === 'reported' || now === 'refused' ? now : 'closed'));
          readAgain();
        },
      });
      setStep('open');
    } catch {
      setStep('no_script');
    }
  }

  return { step, pay, confirmError: confirm.error, isConfirming: confirm.isPending };
}
