import { AppError } from '@holdfast/contract/errors';
import { openCheckout as procedure } from '@holdfast/contract/payment/payment.procedures';
import type { UseCase } from '@holdfast/contract/use-cases';
import { findBookingView } from '@holdfast/db/repos/bookings.repo';
import { findPayment } from '@holdfast/db/repos/payments.repo';
import { refusalError } from '../../decision.ts';
import { decideCheckout } from '../../domain/booking/decide-booking.ts';
import { asCaller } from '../../usecase.ts';
import { type CheckoutDeps, checkoutFacts, ensureProviderOrder } from './ensure-provider-order.ts';

/** What the page needs to open the checkout, also after a closed tab. */
export function openCheckout(deps: CheckoutDeps): UseCase<typeof procedure> {
  return async (context, { paymentId }) => {
    const row = await asCaller(
      deps,
      context,
      procedure,
      { subject: 'payment', subjectId: paymentId },
      async (tx) => {
        const payment = await findPayment(tx, paymentId);
        return payment && findBookingView(tx, payment.booking_id);
      },
    );
    if (!row) throw new AppError('NOT_FOUND', { internal: 'payment' });
    const decision = decideCheckout(checkoutFacts(row));
    if (decision.kind === 'refuse') throw refusalError(decision);
    return ensureProviderOrder(deps, context, row);
  };
}
