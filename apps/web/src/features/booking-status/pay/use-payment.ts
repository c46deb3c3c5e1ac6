import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import type { Checkout } from '@holdfast/contract/payment/payment.schemas';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import { useCommand } from '../../../lib/api/use-command.ts';
import { serverNow } from '../../../lib/clock/server-clock.ts';
import { loadCheckout, openCheckout, type ProviderWitness } from './razorpay.ts';

export type PayStep = 'ready' | 'opening' | 'open' | 'witnessed' | 'closed' | 'refused' | 'no_script';

/** Opens the provider's window and hands its witness to the API. The booking itself tells what came of it. */
export function usePayment(booking: Booking) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [step, setStep] = useState<PayStep>('ready');
  const { paymentId } = booking.payment;
  const readAgain = (): void =>
    void queryClient.invalidateQueries({ queryKey: trpc.bookings.get.queryKey({ bookingId: booking.id }) });
  const confirm = useCommand(client.payments.confirm.mutate, {
    onSuccess: (confirmed) =>
      queryClient.setQueryData(trpc.bookings.get.queryKey({ bookingId: confirmed.id }), confirmed),
    onError: readAgain,
  });

  function onPaid(witness: ProviderWitness): void {
    setStep('witnessed');
    confirm.mutate({
      paymentId,
      providerPaymentId: witness.razorpay_payment_id,
      providerOrderId: witness.razorpay_order_id,
      signature: witness.razorpay_signature,
    });
  }

  async function pay(checkout: Checkout): Promise<void> {
    setStep('opening');
    const endsAtMs =
      booking.holdExpiresAt === null ? serverNow() + 600_000 : Date.parse(booking.holdExpiresAt);
    try {
      await loadCheckout(checkout.scriptUrl);
      openCheckout(checkout, (endsAtMs - serverNow()) / 1000, {
        onPaid,
        onRefused: () => setStep('refused'),
        onClosed: () => {
          // What the bank said stays on view; closing the window adds nothing to it.
          setStep((now) => (now === 'witnessed' || now === 'refused' ? now : 'closed'));
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
