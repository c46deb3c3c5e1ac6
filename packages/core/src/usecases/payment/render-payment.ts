import type { Payment } from '@holdfast/contract/payment/payment.schemas';
import { collectedBy } from '@holdfast/contract/payment/payment-providers';
import { toInstant } from '@holdfast/contract/time';
import { depositsOfBill, dueOfBill } from '@holdfast/db/repos/drawers.repo';
import { attemptsOf, billOfPayment, findPayment, refundsOf } from '@holdfast/db/repos/payments.repo';
import type { z } from 'zod';
import type { Tx } from '../../usecase.ts';

function money<C extends string>(row: {
  amount_minor: number;
  currency: C;
}): { amountMinor: number; currency: C } {
  return { amountMinor: row.amount_minor, currency: row.currency };
}

/** A charge with every attempt and refund of its bill; undefined where there is none, or a policy hides it. */
export async function renderPayment(tx: Tx, paymentId: string): Promise<z.input<typeof Payment> | undefined> {
  const payment = await findPayment(tx, paymentId);
  // Money that belongs to no order of ours has no booking, and no page: an item tells of it.
  if (!payment || payment.booking_id === null) return undefined;
  const billId = await billOfPayment(tx, paymentId);
  const attempts = await attemptsOf(tx, payment.clinic_id, billId);
  const refunds = await refundsOf(tx, payment.clinic_id, billId);
  const deposits = await depositsOfBill(tx, payment.clinic_id, billId);
  const received = deposits.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const due = received > 0 ? await dueOfBill(tx, payment.clinic_id, billId) : 0;
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
      providerPaymentId: refund.provider_payment_id,
      state: refund.state,
      amount: money(refund),
      reason: refund.reason,
      bankReference: refund.bank_reference,
      updatedAt: toInstant(refund.updated_at),
    })),
    deposits: deposits.map(({ id, kind, amountMinor, receivedAt }) => ({
      id,
      kind,
      amountMinor,
      receivedAt: toInstant(receivedAt),
    })),
    owedAtDesk: { amountMinor: Math.max(0, received - due), currency: payment.currency },
    version: payment.version,
  };
}
