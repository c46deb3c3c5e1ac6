import type { Payment } from '@holdfast/contract/payment/payment.schemas';
import { readPayment as procedure } from '@holdfast/contract/payment/payment.procedures';
import { toInstant } from '@holdfast/contract/time';
import { attemptsOf, findPayment, refundsOf } from '@holdfast/db/repos/payments.repo';
import type { z } from 'zod';
import { defineQuery } from '../../usecase.ts';

type PaymentOut = z.input<typeof Payment>;
type CurrencyOut = PaymentOut['amount']['currency'];

function money(row: { amount_minor: number; currency: string }): PaymentOut['amount'] {
  return { amountMinor: row.amount_minor, currency: row.currency as CurrencyOut };
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
      rail: payment.rail as PaymentOut['rail'],
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
        reason: refund.reason as PaymentOut['refunds'][number]['reason'],
        bankReference: refund.bank_reference,
        updatedAt: toInstant(refund.updated_at),
      })),
      version: payment.version,
    };
  },
});
