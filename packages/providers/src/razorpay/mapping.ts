import type { ProviderRefundState } from '@holdfast/contract/refund/provider-refund.states';
import type {
  AttemptFact,
  ProviderOrder,
  ProviderOrderState,
  RefundFact,
} from '@holdfast/core/ports/payment-gateway';
import type { OrderAnswer, PaymentAnswer, RefundAnswer } from './answers.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function toProviderOrder(order: OrderAnswer): ProviderOrder {
  return {
    providerOrderId: order.id,
    receipt: order.receipt,
    state: orderState(order.status),
    amountMinor: order.amount,
    currency: order.currency,
    createdAt: order.created_at,
  };
}

export function toAttemptFact(payment: PaymentAnswer, seenAt: Date = payment.created_at): AttemptFact {
  return {
    kind: 'attempt',
    providerOrderId: payment.order_id,
    providerPaymentId: payment.id,
    state: attemptState(payment),
    amountMinor: payment.amount,
    currency: payment.currency,
    method: payment.method,
    feeMinor: payment.fee,
    taxMinor: payment.tax,
    ...paidOnTop(payment),
    ...inOwnCurrency(payment),
    errorCode: payment.error_code,
    errorReason: payment.error_reason,
    occurredAt: seenAt,
  };
}

/** An account with convenience fees charges the payer price and fee in one amount, and says who bears the fee. */
function paidOnTop({ fee_bearer: bearer, fee }: PaymentAnswer): Pick<AttemptFact, 'payerFeeMinor'> {
  return bearer === 'customer' && fee !== null ? { payerFeeMinor: fee } : {};
}

function inOwnCurrency({ base_amount: base, amount }: PaymentAnswer): Pick<AttemptFact, 'baseAmountMinor'> {
  return base === null || base === amount ? {} : { baseAmountMinor: base };
}

export function toRefundFact(refund: RefundAnswer, seenAt: Date = refund.created_at): RefundFact {
  const bank = refund.acquirer_data;
  return {
    kind: 'refund',
    providerRefundId: refund.id,
    providerPaymentId: refund.payment_id,
    state: refundState(refund.status),
    amountMinor: refund.amount,
    currency: refund.currency,
    refundId: ownRefundId(refund),
    bankReference: bank?.arn ?? bank?.rrn ?? bank?.utr ?? null,
    occurredAt: seenAt,
  };
}

function orderState(status: string): ProviderOrderState {
  switch (status) {
    case 'created':
    case 'attempted':
    case 'paid':
      return status;
    default:
      return 'other';
  }
}

/** An unknown word becomes the weakest evidence, which moves nothing. */
function attemptState(payment: PaymentAnswer): AttemptFact['state'] {
  switch (payment.status) {
    case 'failed':
    case 'authorized':
    case 'captured':
      return payment.status;
    case 'pending':
      return 'requires_action';
    case 'refunded':
      // The flag is trusted here alone: refunded without ever having been captured is the provider's own give-back.
      return payment.captured === false ? 'voided' : 'captured';
    default:
      return 'created';
  }
}

function refundState(status: string): ProviderRefundState {
  switch (status) {
    case 'processed':
    case 'failed':
      return status;
    default:
      return 'submitted';
  }
}

/** Anybody with access to the provider's dashboard can type a receipt; only what looks like our id is taken for ours. */
function ownRefundId(refund: RefundAnswer): string | null {
  for (const candidate of [refund.receipt, refund.notes.get('refund_id')]) {
    if (typeof candidate === 'string' && uuid.test(candidate)) return candidate.toLowerCase();
  }
  return null;
}
