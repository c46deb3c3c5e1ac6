import type { checkoutFields } from '@holdfast/contract/payment/checkouts/checkout-fields';
import type { Checkout } from '@holdfast/contract/payment/payment.schemas';
import type { AttemptFact, PaymentFact, RefundFact } from '../domain/money/facts.ts';

/** Every method that talks to the provider rejects with `ProviderError` (see provider-error.ts) and nothing else. */

export type { AttemptFact, PaymentFact, RefundFact };

/** An order that an event names with our receipt, also one that we never stored. */
export interface OrderFact {
  providerOrderId: string;
  receipt: string | null;
}

export interface ParsedWebhook {
  /** unsigned header: good for deduplication, never proof of anything */
  eventId: string | null;
  eventType: string;
  accountId: string | null;
  facts: PaymentFact[];
  orders: OrderFact[];
  /** why a readable event contains no facts; null when it does */
  ignoredReason: string | null;
}

export type ProviderOrderState = 'created' | 'attempted' | 'paid' | 'other';

export interface ProviderOrder {
  providerOrderId: string;
  receipt: string | null;
  state: ProviderOrderState;
  amountMinor: number;
  currency: string;
  createdAt: Date;
}

export interface CreateOrderInput {
  /** our payment id: what findOrderByReceipt searches for after an unknown outcome */
  receipt: string;
  amountMinor: number;
  currency: string;
  notes: Record<string, string>;
}

export interface CaptureInput {
  providerPaymentId: string;
  amountMinor: number;
  currency: string;
}

export interface SubmitRefundInput {
  /** our refund id; it is the idempotency key at the provider, so repeating the call is harmless */
  refundId: string;
  /** the provider's id of this refund, once a fact has named it */
  providerRefundId: string | null;
  providerPaymentId: string;
  amountMinor: number;
  currency: string;
}

/** When an object was made at the provider; both ends are included. */
export interface Interval {
  readonly from: Date;
  readonly to: Date;
}

/** What an adapter declares of its accounts. */
export interface AccountOffers {
  /** What the account can be paid in; empty where any currency will do. */
  readonly currencies: readonly string[];
  /** How its money comes: card, upi, wallet. */
  readonly rails: readonly string[];
  readonly capabilities: {
    /** The least that can be given back, by currency. */
    readonly minRefundMinor?: Readonly<Record<string, number>>;
    /** The least that an order can ask for, by currency. */
    readonly minOrderMinor?: Readonly<Record<string, number>>;
  };
}

/** What a provider tells of the account behind a pair of keys. */
export interface AccountFacts {
  readonly mode: 'test' | 'live';
  /** The account's id in the provider's own words; null where a read does not tell it. */
  readonly accountId: string | null;
}

export interface CallbackClaim {
  providerOrderId: string;
  providerPaymentId: string;
  signature: string | null;
}

type OwnPart<Whole> = Whole extends unknown ? Omit<Whole, keyof typeof checkoutFields> : never;

/** The provider's own part of what the page needs to open its checkout; public values only. */
export type CheckoutOptions = OwnPart<Checkout>;

export interface WebhookHeaders {
  get(name: string): string | null;
}

/** Origins that a page must be allowed to reach for a provider's checkout. */
export interface CheckoutOrigins {
  readonly script: readonly string[];
  /** Framed, called and posted to. */
  readonly page: readonly string[];
}

export interface OpenGatewayOptions {
  readonly timeoutMs: number;
}

export interface PaymentGateway {
  readonly provider: string;
  readonly accountId: string;
  /** Whether its keys move real money. */
  readonly mode: 'test' | 'live';
  readonly offers: AccountOffers;
  readonly checkoutOrigins: CheckoutOrigins;

  /** Order creation is not idempotent: search first. Of several orders it returns the one furthest along. */
  findOrderByReceipt(receipt: string): Promise<ProviderOrder | null>;
  /** An order that is refused rejects with `rejected` and its refusal class, a busy provider never does. */
  createOrder(input: CreateOrderInput): Promise<ProviderOrder>;
  fetchOrder(providerOrderId: string): Promise<ProviderOrder>;
  fetchAttempts(providerOrderId: string): Promise<AttemptFact[]>;
  fetchAttempt(providerPaymentId: string): Promise<AttemptFact>;
  /** "Already captured" is success: the adapter re-checks before it reports a failure. */
  capture(input: CaptureInput): Promise<AttemptFact>;
  fetchRefunds(providerPaymentId: string): Promise<RefundFact[]>;
  /**
   * Everything of the account that was made in the interval, by anybody, each object once. An object is listed by
   * the time of its creation, not of its last change.
   */
  listAttempts(interval: Interval): Promise<AttemptFact[]>;
  listRefunds(interval: Interval): Promise<RefundFact[]>;
  /** The refund that carries our id; one of an equal amount is another refund. */
  findRefund(refundId: string, providerPaymentId: string): Promise<RefundFact | null>;
  /**
   * Looks the refund up before submitting: one that carries our id, or has the provider's id that we know, is returned and
   * not made again. Never one of an equal amount.
   */
  submitRefund(input: SubmitRefundInput): Promise<RefundFact>;

  /** One cheap read that proves that the keys work. */
  probe(): Promise<AccountFacts>;

  /** Proves that the provider made this pair of ids, not that money was captured. Take the order id from our own row. */
  verifyCallback(claim: CallbackClaim): boolean;
  /** Gets all headers: each provider puts its signature in another one. */
  verifyWebhook(rawBody: Uint8Array, headers: WebhookHeaders): boolean;
  /** Never throws: an unreadable event is returned with an ignoredReason. */
  parseWebhook(rawBody: Uint8Array, headers: WebhookHeaders): ParsedWebhook;
  checkoutOptions(providerOrderId: string): CheckoutOptions;
}

/** A gateway with the row of its account. */
export interface AccountGateway extends PaymentGateway {
  readonly providerAccountId: string;
}

/** Where a provider delivers: an account's own address, or that of the provider's account in the environment. */
export interface WebhookAddress {
  readonly provider: string;
  readonly accountKey: string | null;
}

/** The gateways of this process, by account. A call about a row goes only to the account that the row cites. */
export interface PaymentGateways {
  /**
   * Rejects with `unavailable` for an account that is closed or whose keys are not here: the row waits, and no other account
   * is ever called for it.
   */
  readonly of: (providerAccountId: string | null) => Promise<AccountGateway>;
  /** The account that a new order goes to. Rejects with `unavailable` where there is none. */
  readonly forOrder: (order: {
    readonly clinicId: string;
    readonly currency: string;
  }) => Promise<AccountGateway>;
  /** Null for an address that nothing listens at. */
  readonly at: (address: WebhookAddress) => Promise<AccountGateway | null>;
  readonly all: () => Promise<readonly AccountGateway[]>;
}
