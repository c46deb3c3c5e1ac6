import { AppError } from '@holdfast/contract/errors';
import { confirmPayment as procedure } from '@holdfast/contract/payment/payment.procedures';
import { findPayment } from '@holdfast/db/repos/payments.repo';
import type { PaymentGateway } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { defineExchange } from '../../usecase/define-exchange.ts';
import { found, type UseCaseDeps } from '../../usecase.ts';
import { renderBooking } from '../booking/render-booking.ts';
import { applyFacts, type FactDeps } from './apply-facts.ts';
import { gatewayOf } from './gateway-of.ts';

export interface ConfirmDeps {
  readonly caller: UseCaseDeps;
  /** The reducer's own pool and role. */
  readonly facts: FactDeps;
}

/** The payment as fetched from the provider; the signature proves only that the provider issued the pair of ids. */
async function fetchFact(gateway: PaymentGateway, providerPaymentId: string) {
  try {
    return await gateway.fetchAttempt(providerPaymentId);
  } catch (thrown) {
    if (!(thrown instanceof ProviderError)) throw thrown;
    throw new AppError('PROVIDER_UNAVAILABLE', { cause: thrown, details: { retryAfterSeconds: 3 } });
  }
}

/** The browser's callback: a signature over our own order id, then the payment as the provider has it. */
export function confirmPayment(deps: ConfirmDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ subject: 'payment', subjectId: input.paymentId }),
    prepare: async (tx, input) => {
      const payment = await findPayment(tx, input.paymentId);
      if (!payment) return undefined;
      const { providerOrderId, providerPaymentId, signature } = input;
      if (payment.provider_order_id !== providerOrderId)
        throw new AppError('PAYMENT_MISMATCH', { internal: 'order' });
      const gateway = gatewayOf(deps.facts.gateways, {
        provider: payment.rail,
        account: payment.provider_account,
      });
      if (!gateway.verifyCallback({ providerOrderId, providerPaymentId, signature }))
        throw new AppError('INVALID_SIGNATURE');
      return { payment, gateway };
    },
    call: async ({ gateway }, input, context) => {
      const fact = await fetchFact(gateway, input.providerPaymentId);
      if (fact.providerOrderId !== input.providerOrderId)
        throw new AppError('PAYMENT_MISMATCH', { internal: 'fetched' });
      await applyFacts(deps.facts, gateway, 'system:callback', context.requestId, [fact]);
      return { kind: 'apply', answer: null };
    },
    apply: async (tx, { payment }) => {
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
