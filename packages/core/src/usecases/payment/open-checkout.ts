import { bookingMachine, bookingState } from '@holdfast/contract/booking/booking.states';
import { AppError } from '@holdfast/contract/errors';
import { openCheckout as procedure } from '@holdfast/contract/payment/payment.procedures';
import type { UseCase } from '@holdfast/contract/use-cases';
import { findBookingView } from '@holdfast/db/repos/bookings.repo';
import { findPayment } from '@holdfast/db/repos/payments.repo';
import { asCaller } from '../../usecase.ts';
import { type CheckoutDeps, ensureProviderOrder } from './ensure-provider-order.ts';

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
    if (row.state === null || !bookingMachine.is.unpaid(row.state)) {
      throw new AppError(row.state === bookingState.expired ? 'HOLD_EXPIRED' : 'STATE_CONFLICT', {
        internal: row.state,
      });
    }
    if (row.hold_expires_at !== null && row.hold_expires_at <= row.server_now)
      throw new AppError('HOLD_EXPIRED');
    return ensureProviderOrder(deps, context, row);
  };
}
