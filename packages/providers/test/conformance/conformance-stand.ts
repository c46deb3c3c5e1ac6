import type { PaymentGateway, WebhookHeaders } from '@holdfast/core/ports/payment-gateway';

export interface Delivery {
  readonly rawBody: Uint8Array;
  readonly headers: WebhookHeaders;
}

/** What the conformance suite needs of a provider: its real gateway in front of its stand-in. */
export interface ConformanceStand {
  readonly gateway: PaymentGateway;
  /** An order in the provider's currency; `receipt` is a payment id of ours. */
  readonly newOrder: (
    receipt: string,
  ) => Promise<{ readonly providerOrderId: string; readonly amountMinor: number }>;
  readonly currency: string;
  /** Somebody pays this order; the money is captured. */
  readonly pay: (providerOrderId: string) => {
    readonly providerPaymentId: string;
    /** What the provider's page returns as proof. */
    readonly signature: string;
  };
  /** Every event that the provider has signed so far, oldest first. */
  readonly deliveries: () => Delivery[];
  /** Refunds made at the provider's own pages, without an id of ours. */
  readonly refundByHand: (providerPaymentId: string, amountMinor: number) => void;
  readonly refundsAt: (providerPaymentId: string) => number;
  /** Names of the calls that reached the provider. */
  readonly calls: () => string[];
  /** The provider remembers no idempotency key any more. */
  readonly forgetKeys: () => void;
  /** What must never reach a page. */
  readonly secrets: readonly string[];
  readonly close: () => Promise<void>;
}

export type CreateConformanceStand = () => Promise<ConformanceStand>;
