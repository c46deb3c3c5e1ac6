import type { AttemptState } from '@holdfast/contract/payment/payment.states';
import type { ProviderRefundState } from '@holdfast/contract/refund/provider-refund.states';

/** What a provider says has happened. Recorded, never rejected. */

export interface AttemptFact {
  kind: 'attempt';
  providerOrderId: string | null;
  providerPaymentId: string;
  /** `voided`: authorized money released to the payer without having been captured */
  state: AttemptState;
  amountMinor: number;
  currency: string;
  method: string | null;
  /** includes taxMinor; both null until captured */
  feeMinor: number | null;
  taxMinor: number | null;
  /** told only where the payer bears the fee: the part of `amountMinor` that the payer was charged on top of the price */
  payerFeeMinor?: number;
  /** told only where it differs: the same money in the account's own currency */
  baseAmountMinor?: number;
  errorCode: string | null;
  errorReason: string | null;
  /** when the provider says this state was seen: the event's time in a webhook, the payment's creation in a fetch */
  occurredAt: Date;
}

export interface RefundFact {
  kind: 'refund';
  providerRefundId: string;
  providerPaymentId: string;
  state: ProviderRefundState;
  amountMinor: number;
  currency: string;
  /** our refund id, echoed by the provider; null for a refund that we did not request */
  refundId: string | null;
  bankReference: string | null;
  occurredAt: Date;
}

export type PaymentFact = AttemptFact | RefundFact;
