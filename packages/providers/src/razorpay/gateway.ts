import { declareFailPoint, failPoint } from '@holdfast/core/fail-points';
import type {
  AttemptFact,
  CallbackClaim,
  CaptureInput,
  CheckoutOptions,
  CheckoutOrigins,
  CreateOrderInput,
  ParsedWebhook,
  PaymentGateway,
  ProviderOrder,
  ProviderOrderState,
  RefundFact,
  SubmitRefundInput,
  WebhookHeaders,
} from '@holdfast/core/ports/payment-gateway';
import { ProviderError } from '@holdfast/core/ports/provider-error';
import type { z } from 'zod';
import {
  orderAnswer,
  orderCollection,
  paymentAnswer,
  paymentCollection,
  refundAnswer,
  refundCollection,
} from './answers.ts';
import { verifyCallbackSignature } from './callback-signature.ts';
import { checkoutOrigins } from './checkout-origins.ts';
import {
  callRazorpay,
  createRazorpayClient,
  type ProviderCall,
  type RazorpayClient,
  type RazorpayClientConfig,
} from './client.ts';
import { toAttemptFact, toProviderOrder, toRefundFact } from './mapping.ts';
import { parseRazorpayWebhook, verifyWebhookSignature, type WebhookSecrets } from './webhook.ts';

export type RazorpayConfig = RazorpayClientConfig & {
  accountId: string;
  webhookSecrets: WebhookSecrets;
  checkoutScriptUrl: string;
};

const operations = [
  'find-order',
  'create-order',
  'fetch-attempts',
  'fetch-attempt',
  'capture',
  'fetch-refunds',
  'submit-refund',
] as const;
type Operation = (typeof operations)[number];

for (const operation of operations) {
  declareFailPoint(`razorpay.${operation}.before`);
  declareFailPoint(`razorpay.${operation}.after`);
}

/** Captured at once; should that fail, an authorization can still be captured by hand for five days, then goes back. */
const capturePlan = {
  capture: 'automatic',
  capture_options: { automatic_expiry_period: 30, manual_expiry_period: 7200, refund_speed: 'normal' },
} as const;

const longestPage = 100;
const furthestFirst: readonly ProviderOrderState[] = ['paid', 'attempted', 'created', 'other'];

export class RazorpayGateway implements PaymentGateway {
  readonly provider = 'razorpay' as const;
  readonly accountId: string;
  readonly mode: PaymentGateway['mode'];
  readonly checkoutOrigins: CheckoutOrigins;
  private readonly config: RazorpayConfig;
  private readonly client: RazorpayClient;

  constructor(config: RazorpayConfig) {
    this.config = config;
    this.accountId = config.accountId;
    this.mode = config.keyId.startsWith('rzp_live_') ? 'live' : 'test';
    this.checkoutOrigins = checkoutOrigins(config.checkoutScriptUrl);
    this.client = createRazorpayClient(config);
  }

  async findOrderByReceipt(receipt: string): Promise<ProviderOrder | null> {
    const { items } = await this.guarded({
      operation: 'find-order',
      nature: 'read',
      answer: orderCollection,
      call: () => this.client.sdk.orders.all({ receipt, count: longestPage }),
    });
    const orders = items.map(toProviderOrder).filter((order) => order.receipt === receipt);
    return orders.sort(furthestThenOldest)[0] ?? null;
  }

  async createOrder(input: CreateOrderInput): Promise<ProviderOrder> {
    const order = await this.guarded({
      operation: 'create-order',
      nature: 'write',
      answer: orderAnswer,
      call: () =>
        this.client.sdk.orders.create({
          amount: input.amountMinor,
          currency: input.currency,
          receipt: input.receipt,
          notes: input.notes,
          payment: capturePlan,
        }),
    });
    return toProviderOrder(order);
  }

  async fetchAttempts(providerOrderId: string): Promise<AttemptFact[]> {
    requireId('fetch-attempts', 'order', providerOrderId);
    const { items } = await this.guarded({
      operation: 'fetch-attempts',
      nature: 'read',
      answer: paymentCollection,
      call: () => this.client.sdk.orders.fetchPayments(providerOrderId),
    });
    return items.map((payment) => toAttemptFact(payment));
  }

  async fetchAttempt(providerPaymentId: string): Promise<AttemptFact> {
    requireId('fetch-attempt', 'pay', providerPaymentId);
    const payment = await this.guarded({
      operation: 'fetch-attempt',
      nature: 'read',
      answer: paymentAnswer,
      call: () => this.client.sdk.payments.fetch(providerPaymentId),
    });
    return toAttemptFact(payment);
  }

  async capture(input: CaptureInput): Promise<AttemptFact> {
    const { providerPaymentId, amountMinor, currency } = input;
    requireId('capture', 'pay', providerPaymentId);
    try {
      const payment = await this.guarded({
        operation: 'capture',
        nature: 'write',
        answer: paymentAnswer,
        call: () => this.client.sdk.payments.capture(providerPaymentId, amountMinor, currency),
      });
      return toAttemptFact(payment);
    } catch (error) {
      const seen = await this.checkAfter(error, () => this.fetchAttempt(providerPaymentId));
      if (seen.state === 'captured') return seen;
      throw error;
    }
  }

  async fetchRefunds(providerPaymentId: string): Promise<RefundFact[]> {
    requireId('fetch-refunds', 'pay', providerPaymentId);
    const { items } = await this.guarded({
      operation: 'fetch-refunds',
      nature: 'read',
      answer: refundCollection,
      call: () => this.client.sdk.payments.fetchMultipleRefund(providerPaymentId, { count: longestPage }),
    });
    return items.map((refund) => toRefundFact(refund));
  }

  /** Checks first: how long the provider remembers an idempotency key is not published, so the key alone is no guard. */
  async submitRefund(input: SubmitRefundInput): Promise<RefundFact> {
    const { refundId, providerPaymentId, amountMinor } = input;
    requireId('submit-refund', 'pay', providerPaymentId);
    const earlier = await this.findRefund(input);
    if (earlier !== undefined) return earlier;
    // The SDK drops idempotency headers, so this call goes through its inner client.
    const refund = await this.guarded({
      operation: 'submit-refund',
      nature: 'write',
      answer: refundAnswer,
      call: async () => {
        const body = {
          amount: amountMinor,
          speed: 'normal',
          receipt: refundId,
          notes: { refund_id: refundId },
        };
        const headers = { 'X-Refund-Idempotency': refundId };
        return (await this.client.http.post(`/v1/payments/${providerPaymentId}/refund`, body, { headers }))
          .data;
      },
    });
    return toRefundFact(refund);
  }

  verifyCallback(claim: CallbackClaim): boolean {
    return verifyCallbackSignature(this.config.keySecret, claim);
  }

  verifyWebhook(rawBody: Uint8Array, headers: WebhookHeaders): boolean {
    return verifyWebhookSignature(this.config.webhookSecrets, rawBody, headers);
  }

  parseWebhook(rawBody: Uint8Array, headers: WebhookHeaders): ParsedWebhook {
    return parseRazorpayWebhook(this.accountId, rawBody, headers);
  }

  checkoutOptions(): CheckoutOptions {
    return {
      provider: this.provider,
      scriptUrl: this.config.checkoutScriptUrl,
      keyId: this.config.keyId,
    };
  }

  private async findRefund(input: SubmitRefundInput): Promise<RefundFact | undefined> {
    const refunds = await this.fetchRefunds(input.providerPaymentId);
    return refunds.find(
      (refund) =>
        refund.refundId === input.refundId.toLowerCase() ||
        refund.providerRefundId === input.providerRefundId,
    );
  }

  private async guarded<Shape extends z.ZodType>(
    request: ProviderCall<Shape> & { operation: Operation },
  ): Promise<z.output<Shape>> {
    failPoint(`razorpay.${request.operation}.before`);
    const answer = await callRazorpay(request);
    failPoint(`razorpay.${request.operation}.after`);
    return answer;
  }

  /** A check that fails must not hide why it was needed. */
  private async checkAfter<Seen>(error: unknown, check: () => Promise<Seen>): Promise<Seen> {
    if (!(error instanceof ProviderError) || error.kind === 'rate_limited') throw error;
    try {
      return await check();
    } catch (checkError) {
      if (checkError instanceof ProviderError) throw error;
      throw checkError;
    }
  }
}

function furthestThenOldest(left: ProviderOrder, right: ProviderOrder): number {
  const byState = furthestFirst.indexOf(left.state) - furthestFirst.indexOf(right.state);
  return byState === 0 ? left.createdAt.getTime() - right.createdAt.getTime() : byState;
}

/** The SDK pastes ids into the path as they are; a browser's "../orders" must not get there. */
function requireId(operation: Operation, prefix: 'order' | 'pay', id: string): void {
  if (new RegExp(`^${prefix}_[A-Za-z0-9]{1,40}$`).test(id)) return;
  throw new ProviderError('rejected', `razorpay ${operation}: "${id.slice(0, 60)}" is not a ${prefix}_ id`, {
    operation,
    statusCode: null,
    code: 'MALFORMED_ID',
    reason: 'malformed_id',
  });
}
