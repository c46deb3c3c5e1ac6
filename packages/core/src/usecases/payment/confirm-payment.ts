import { AppError } from '@holdfast/contract/errors';
import { confirmPayment as procedure } from '@holdfast/contract/payment/payment.procedures';
import type { UseCase } from '@holdfast/contract/use-cases';
import { findPayment } from '@holdfast/db/repos/payments.repo';
import type { PaymentGateway } from '../../ports/payment-gateway.ts';
import { ProviderError } from '../../ports/provider-error.ts';
import { asCaller, type UseCaseDeps } from '../../usecase.ts';
import { renderBooking } from '../booking/render-booking.ts';
import { applyFacts, type FactDeps } from './apply-facts.ts';
import { gatewayOf } from './gateway-of.ts';

export interface ConfirmDeps {
  readonly caller: UseCaseDeps;
  /** The reducer's own pool and role. */
  readonly facts: FactDeps;
}

/** The provider's own word about a payment; the signature proved only that the provider made the pair of ids. */
async function fetchFact(gateway: PaymentGateway, providerPaymentId: string) {
  try {
    return await gateway.fetchAttempt(providerPaymentId);
  } catch (thrown) {
    if (!(thrown instanceof ProviderError)) throw thrown;
    throw new AppError('PROVIDER_UNAVAILABLE', { cause: thrown, details: { retryAfterSeconds: 3 } });
  }
}

/** The browser's witness: signature over our own order id, then the payment as the provider has it. */
export function confirmPayment(deps: ConfirmDeps): UseCase<typeof procedure> {
  return async (context, input) => {
    const place = { subject: 'payment', subjectId: input.paymentId } as const;
    const payment = await asCaller(deps.caller, context, procedure, place, (tx) =>
      findPayment(tx, input.paymentId),
    );
    if (!payment) throw new AppError('NOT_FOUND', { internal: 'payment' });
    if (payment.provider_order_id === null || payment.provider_order_id !== input.providerOrderId) {
      throw new AppError('PAYMENT_MISMATCH', { internal: 'order' });
    }
    const gateway = gatewayOf(deps.facts.gateways, {
      provider: payment.rail,
      account: payment.provider_account,
    });
    const claim = { providerOrderId: payment.provider_order_id, providerPaymentId: input.providerPaymentId };
    if (!gateway.verifyCallback({ ...claim, signature: input.signature })) {
      throw new AppError('INVALID_SIGNATURE');
    }
    const fact = await fetchFact(gateway, input.providerPaymentId);
    if (fact.providerOrderId !== payment.provider_order_id)
      throw new AppError('PAYMENT_MISMATCH', { internal: 'fetched' });
    await applyFacts(deps.facts, gateway, 'system:callback', context.requestId, [fact]);
    const booking = await asCaller(deps.caller, context, procedure, place, async (tx) => {
      const origin = await renderBooking(tx, payment.booking_id);
      // Late money may have made a successor: the caller's visit is that one now.
      return origin?.successorId ? renderBooking(tx, origin.successorId) : origin;
    });
    if (!booking) throw new AppError('NOT_FOUND', { internal: 'booking' });
    return booking;
  };
}
