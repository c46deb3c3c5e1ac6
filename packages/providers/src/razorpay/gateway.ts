import { declareFailPoint, failPoint } from '@holdfast/core/fail-points';
import type {
  AccountFacts,
  AccountOffers,
  AttemptFact,
  CallbackClaim,
  CaptureInput,
  CheckoutOptions,
  CreateOrderInput,
  Interval,
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
  anyCollection,
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
  'fetch-order',
  'fetch-attempts',
  'fetch-attempt',
  'list-attempts',
  'capture',
  'fetch-refunds',
  'list-refunds',
  'submit-refund',
  'probe',
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

/** What an account of this provider is paid in and by; the provider gives back no less than a rupee. */
const offers: AccountOffers = {
  currencies: ['INR'],
  rails: ['card', 'upi', 'netbanking', 'wallet', 'emi', 'paylater'],
  capabilities: { minRefundMinor: { INR: 100 }, minOrderMinor: { INR: 100 } },
};

const longestPage = 100;
const furthestFirst: readonly ProviderOrderState[] = ['paid', 'attempted', 'created', 'other'];

type Guarded = <Shape extends z.ZodType>(
  request: ProviderCall<Shape> & { operation: Operation },
) => Promise<z.output<Shape>>;

const guarded: Guarded = async (request) => {
  failPoint(`razorpay.${request.operation}.before`);
  const answer = await callRazorpay(request);
  failPoint(`razorpay.${request.operation}.after`);
  return answer;
};

/** The provider counts in whole seconds; the interval is widened to them. */
const secondsOf = ({ from, to }: Interval) => ({
  from: Math.floor(from.getTime() / 1000),
  to: Math.ceil(to.getTime() / 1000),
});

/** A hundred thousand objects; a caller with more asks for a shorter interval. */
const mostPages = 1000;

/**
 * Lists are newest first. What is made while the pages are read pushes the rest back, so that some objects come twice and
 * none is missed; each is kept once.
 */
async function everyPage<Item extends { readonly id: string }>(
  operation: Operation,
  read: (page: { count: number; skip: number }) => Promise<Item[]>,
): Promise<Item[]> {
  const found = new Map<string, Item>();
  for (let page = 0; page < mostPages; page += 1) {
    const items = await read({ count: longestPage, skip: page * longestPage });
    for (const item of items) if (!found.has(item.id)) found.set(item.id, item);
    if (items.length < longestPage) return [...found.values()];
  }
  throw new ProviderError('rejected', `razorpay ${operation}: more than ${mostPages} pages`, {
    operation,
    statusCode: null,
    code: 'TOO_MANY_PAGES',
    reason: 'too_many_pages',
    refusal: 'forever',
  });
}

/** A check that fails must not hide why it was needed. */
async function checkAfter<Seen>(error: unknown, check: () => Promise<Seen>): Promise<Seen> {
  if (!(error instanceof ProviderError) || error.kind === 'rate_limited') throw error;
  try {
    return await check();
  } catch (checkError) {
    if (checkError instanceof ProviderError) throw error;
    throw checkError;
  }
}

const ordersOf = ({ sdk }: RazorpayClient) => ({
  findOrderByReceipt: async (receipt: string): Promise<ProviderOrder | null> => {
    const { items } = await guarded({
      operation: 'find-order',
      nature: 'read',
      answer: orderCollection,
      call: () => sdk.orders.all({ receipt, count: longestPage }),
    });
    const orders = items.map(toProviderOrder).filter((order) => order.receipt === receipt);
    return orders.sort(furthestThenOldest)[0] ?? null;
  },

  createOrder: async (input: CreateOrderInput): Promise<ProviderOrder> => {
    const { amountMinor: amount, currency, receipt, notes } = input;
    const order = await guarded({
      operation: 'create-order',
      nature: 'write',
      answer: orderAnswer,
      call: () => sdk.orders.create({ amount, currency, receipt, notes, payment: capturePlan }),
    });
    return toProviderOrder(order);
  },

  fetchOrder: async (providerOrderId: string): Promise<ProviderOrder> => {
    requireId('fetch-order', 'order', providerOrderId);
    const order = await guarded({
      operation: 'fetch-order',
      nature: 'read',
      answer: orderAnswer,
      call: () => sdk.orders.fetch(providerOrderId),
    });
    return toProviderOrder(order);
  },

  probe: async (): Promise<void> => {
    await guarded({
      operation: 'probe',
      nature: 'read',
      answer: anyCollection,
      call: () => sdk.orders.all({ count: 1 }),
    });
  },
});

function attemptsOf({ sdk }: RazorpayClient) {
  async function fetchAttempts(providerOrderId: string): Promise<AttemptFact[]> {
    requireId('fetch-attempts', 'order', providerOrderId);
    const { items } = await guarded({
      operation: 'fetch-attempts',
      nature: 'read',
      answer: paymentCollection,
      call: () => sdk.orders.fetchPayments(providerOrderId),
    });
    return items.map((payment) => toAttemptFact(payment));
  }

  async function fetchAttempt(providerPaymentId: string): Promise<AttemptFact> {
    requireId('fetch-attempt', 'pay', providerPaymentId);
    const payment = await guarded({
      operation: 'fetch-attempt',
      nature: 'read',
      answer: paymentAnswer,
      call: () => sdk.payments.fetch(providerPaymentId),
    });
    return toAttemptFact(payment);
  }

  async function listAttempts(interval: Interval): Promise<AttemptFact[]> {
    const payments = await everyPage('list-attempts', async (page) => {
      const { items } = await guarded({
        operation: 'list-attempts',
        nature: 'read',
        answer: paymentCollection,
        call: () => sdk.payments.all({ ...secondsOf(interval), ...page }),
      });
      return items;
    });
    return payments.map((payment) => toAttemptFact(payment));
  }

  async function capture(input: CaptureInput): Promise<AttemptFact> {
    const { providerPaymentId, amountMinor, currency } = input;
    requireId('capture', 'pay', providerPaymentId);
    try {
      const payment = await guarded({
        operation: 'capture',
        nature: 'write',
        answer: paymentAnswer,
        call: () => sdk.payments.capture(providerPaymentId, amountMinor, currency),
      });
      return toAttemptFact(payment);
    } catch (error) {
      const seen = await checkAfter(error, () => fetchAttempt(providerPaymentId));
      if (seen.state === 'captured') return seen;
      throw error;
    }
  }
  return { fetchAttempts, fetchAttempt, listAttempts, capture };
}

function refundsOf({ sdk, http }: RazorpayClient) {
  async function fetchRefunds(providerPaymentId: string): Promise<RefundFact[]> {
    requireId('fetch-refunds', 'pay', providerPaymentId);
    const refunds = await everyPage('fetch-refunds', async (page) => {
      const { items } = await guarded({
        operation: 'fetch-refunds',
        nature: 'read',
        answer: refundCollection,
        call: () => sdk.payments.fetchMultipleRefund(providerPaymentId, page),
      });
      return items;
    });
    return refunds.map((refund) => toRefundFact(refund));
  }

  async function listRefunds(interval: Interval): Promise<RefundFact[]> {
    const refunds = await everyPage('list-refunds', async (page) => {
      const { items } = await guarded({
        operation: 'list-refunds',
        nature: 'read',
        answer: refundCollection,
        call: () => sdk.refunds.all({ ...secondsOf(interval), ...page }),
      });
      return items;
    });
    return refunds.map((refund) => toRefundFact(refund));
  }

  async function findRefund(refundId: string, providerPaymentId: string): Promise<RefundFact | null> {
    const refunds = await fetchRefunds(providerPaymentId);
    return refunds.find((refund) => refund.refundId === refundId.toLowerCase()) ?? null;
  }

  async function findKnown(input: SubmitRefundInput): Promise<RefundFact | undefined> {
    const refunds = await fetchRefunds(input.providerPaymentId);
    return refunds.find(
      (refund) =>
        refund.refundId === input.refundId.toLowerCase() ||
        refund.providerRefundId === input.providerRefundId,
    );
  }

  /** Checks first: how long the provider remembers an idempotency key is not published, so the key alone is no guard. */
  async function submitRefund(input: SubmitRefundInput): Promise<RefundFact> {
    const { refundId, providerPaymentId, amountMinor } = input;
    requireId('submit-refund', 'pay', providerPaymentId);
    const earlier = await findKnown(input);
    if (earlier !== undefined) return earlier;
    // The SDK drops idempotency headers, so this call goes through its inner client.
    const refund = await guarded({
      operation: 'submit-refund',
      nature: 'write',
      answer: refundAnswer,
      call: async () => {
        const notes = { refund_id: refundId };
        const body = { amount: amountMinor, speed: 'normal', receipt: refundId, notes };
        const headers = { 'X-Refund-Idempotency': refundId };
        return (await http.post(`/v1/payments/${providerPaymentId}/refund`, body, { headers })).data;
      },
    });
    return toRefundFact(refund);
  }
  return { fetchRefunds, listRefunds, findRefund, submitRefund };
}

export function createRazorpayGateway(config: RazorpayConfig) {
  const { accountId, keyId, keySecret, webhookSecrets, checkoutScriptUrl: scriptUrl } = config;
  const provider = 'razorpay' as const;
  const client = createRazorpayClient(config);
  const mode = keyId.startsWith('rzp_live_') ? 'live' : 'test';
  const orders = ordersOf(client);
  return {
    provider,
    accountId,
    mode,
    offers,
    checkoutOrigins: checkoutOrigins(scriptUrl),
    ...orders,
    /** A read does not name the account; only webhooks do. */
    probe: async (): Promise<AccountFacts> => {
      await orders.probe();
      return { mode, accountId: null };
    },
    ...attemptsOf(client),
    ...refundsOf(client),
    verifyCallback: (claim: CallbackClaim): boolean => verifyCallbackSignature(keySecret, claim),
    verifyWebhook: (rawBody: Uint8Array, headers: WebhookHeaders): boolean =>
      verifyWebhookSignature(webhookSecrets, rawBody, headers),
    parseWebhook: (rawBody: Uint8Array, headers: WebhookHeaders): ParsedWebhook =>
      parseRazorpayWebhook(accountId, rawBody, headers),
    checkoutOptions: (): CheckoutOptions => ({ provider, scriptUrl, keyId }),
  } satisfies PaymentGateway;
}
export type RazorpayGateway = ReturnType<typeof createRazorpayGateway>;

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
    refusal: 'forever',
  });
}
