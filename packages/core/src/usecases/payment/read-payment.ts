import { readPayment as procedure } from '@holdfast/contract/payment/payment.procedures';
import { collectedBy } from '@holdfast/contract/payment/payment-providers';
import { toInstant } from '@holdfast/contract/time';
import { attemptsOf, findPayment, refundsOf } from '@holdfast/db/repos/payments.repo';
import { defineQuery } from '../../usecase/define-query.ts';

function money<C extends string>(row: {
  amount_minor: number;
  currency: C;
}): { amountMinor: number; currency: C } {
  return { amountMinor: row.amount_minor, currency: row.currency };
}

export const readPayment = defineQuery({
  procedure,
  place: (input) => ({ subject: 'payment', subjectId: input.paymentId }),
  read: async (tx, input) => {
    const payment = await findPayment(tx, input.paymentId);
    if (!payment) return undefined;
    const attempts = await attemptsOf(tx, payment.clinic_id, payment.id);
    const refunds = await refundsOf(tx, payment.clinic_id, payment.id);
    return {
      id: payment.id,
      clinicId: payment.clinic_id,
      bookingId: payment.booking_id,
      provider: payment.rail,
      collected: collectedBy(payment.rail),
      state: payment.state,
      amount: money(payment),
      attempts: attempts.map((attempt) => ({
        providerPaymentId: attempt.provider_payment_id,
        state: attempt.state,
        amount: money(attempt),
        method: attempt.method,
        quarantineReason: attempt.quarantine_reason,
        updatedAt: toInstant(attempt.updated_at),
      })),
      refunds: refunds.map((refund) => ({
        id: refund.id,
        state: refund.state,
        amount: money(refund),
        reason: refund.reason,
        bankReference: refund.bank_reference,
        updatedAt: toInstant(refund.updated_at),
      })),
      version: payment.version,
    };
  },
});
