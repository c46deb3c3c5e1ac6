import { AppError } from '@holdfast/contract/errors';
import { confirmPayment as procedure } from '@holdfast/contract/payment/payment.procedures';
import { findPayment } from '@holdfast/db/repos/payments.repo';
import type { PaymentGateways } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { defineExchange } from '../../usecase/define-exchange.ts';
import { found, type UseCaseDeps } from '../../usecase.ts';
import { renderBooking } from '../booking/render-booking.ts';
import type { MoneyDeps } from '../money/change-bill.ts';
import { tellPayment } from '../money/tell-facts.ts';

export interface ConfirmDeps {
  readonly caller: UseCaseDeps;
  /** On the pool and role that write money. */
  readonly money: MoneyDeps;
  readonly gateways: PaymentGateways;
}

/** A provider that is not reached now is asked again by the page. */
async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (thrown) {
    if (!(thrown instanceof ProviderError)) throw thrown;
    throw new AppError('PROVIDER_UNAVAILABLE', { cause: thrown, details: { retryAfterSeconds: 3 } });
  }
}

/**
 * The browser's callback: a signature over our own order id, then the payment as the provider has it; the signature proves only
 * that the provider issued the pair of ids.
 */
export function confirmPayment(deps: ConfirmDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ subject: 'payment', subjectId: input.paymentId }),
    prepare: async (tx, input) => {
      const payment = await findPayment(tx, input.paymentId);
      if (!payment || payment.booking_id === null) return undefined;
      if (payment.provider_order_id !== input.providerOrderId)
        throw new AppError('PAYMENT_MISMATCH', { internal: 'order' });
      return { ...payment, booking_id: payment.booking_id };
    },
    call: async (payment, { providerOrderId, providerPaymentId, signature }, context) => {
      const gateway = await reached(deps.gateways.of(payment.provider_account_id));
      if (!gateway.verifyCallback({ providerOrderId, providerPaymentId, signature }))
        throw new AppError('INVALID_SIGNATURE');
      const fact = await reached(gateway.fetchAttempt(providerPaymentId));
      if (fact.providerOrderId !== providerOrderId)
        throw new AppError('PAYMENT_MISMATCH', { internal: 'fetched' });
      const telling = { ...deps.money, source: 'system:callback', requestId: context.requestId } as const;
      await tellPayment(telling, gateway, providerPaymentId, [fact]);
      return { kind: 'apply', answer: null };
    },
    apply: async (tx, payment) => {
      const origin = await found(renderBooking(tx, payment.booking_id), 'booking');
      // Late money may have created a successor, which is now the caller's booking.
      const booking = origin.successorId
        ? await found(renderBooking(tx, origin.successorId), 'successor')
        : origin;
      return { output: booking, audited: { clinicId: payment.clinic_id, subjectId: payment.id } };
    },
    answer: (booking) => booking,
  })(deps.caller);
}
