import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type {
  AttemptFact,
  CheckoutOptions,
  CreateOrderInput,
  Interval,
  OrderFact,
  ParsedWebhook,
  PaymentFact,
  PaymentGateway,
  ProviderOrder,
  RefundFact,
  SubmitRefundInput,
  WebhookHeaders,
} from '@holdfast/core/ports/payment-gateway';
import { ProviderError } from '@holdfast/core/ports/provider-error';

const secret = 'fake-webhook-secret';

/** An event in the fake provider's wire format: our facts as JSON, signed over the exact bytes. */
export interface FakeEvent {
  readonly eventId: string | null;
  readonly eventType: string;
  readonly accountId: string | null;
  readonly facts: readonly PaymentFact[];
  readonly orders?: readonly OrderFact[];
}

export interface SignedDelivery {
  readonly rawBody: Buffer;
  readonly headers: WebhookHeaders;
}

export interface FakeGateway extends PaymentGateway {
  readonly orders: ProviderOrder[];
  readonly attempts: Map<string, AttemptFact>;
  readonly refunds: RefundFact[];
  /** Every requested operation with its subject, in order. */
  readonly calls: string[];
  /** Makes the provider unreachable, or reachable again. */
  readonly setDown: (isDown: boolean) => void;
  readonly sign: (event: FakeEvent) => SignedDelivery;
  readonly signCallback: (providerOrderId: string, providerPaymentId: string) => string;
}

function hmac(text: string | Uint8Array): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function matches(expected: Buffer, given: string | null): boolean {
  return given !== null && given.length === 64 && timingSafeEqual(expected, Buffer.from(given, 'hex'));
}

/** An id in the provider's style, new each time. */
export function providerId(prefix: 'order' | 'pay' | 'rfnd'): string {
  return `${prefix}_${randomBytes(7).toString('hex')}`;
}

/** A delivery with its headers; `signature` null omits the header. */
export function deliveryOf(
  rawBody: Buffer,
  signature: string | null,
  eventId: string | null,
): SignedDelivery {
  const headers = new Map([
    ['fake-signature', signature],
    ['fake-event-id', eventId],
  ]);
  return { rawBody, headers: { get: (name) => headers.get(name) ?? null } };
}

function parse(rawBody: Uint8Array, headers: WebhookHeaders): ParsedWebhook {
  const event = JSON.parse(Buffer.from(rawBody).toString('utf8')) as Partial<FakeEvent>;
  // The body of another gateway is unreadable here, and a gateway never throws for that.
  const facts = (event.facts ?? []).map((fact) => ({ ...fact, occurredAt: new Date(fact.occurredAt) }));
  const ignoredReason = facts.length === 0 ? 'event_not_used' : null;
  const { eventType = 'unreadable', accountId = null } = event;
  const orders = [...(event.orders ?? [])];
  return { eventId: headers.get('fake-event-id'), eventType, accountId, facts, orders, ignoredReason };
}

function newOrder({ receipt, amountMinor, currency }: CreateOrderInput): ProviderOrder {
  const providerOrderId = providerId('order');
  return { providerOrderId, receipt, state: 'created', amountMinor, currency, createdAt: new Date() };
}

function newRefund({ refundId, providerPaymentId, amountMinor, currency }: SubmitRefundInput): RefundFact {
  return {
    kind: 'refund',
    providerRefundId: providerId('rfnd'),
    providerPaymentId,
    state: 'submitted',
    amountMinor,
    currency,
    refundId,
    bankReference: null,
    occurredAt: new Date(),
  };
}

function isSameRefund(known: RefundFact, asked: SubmitRefundInput): boolean {
  return known.refundId === asked.refundId || known.providerRefundId === asked.providerRefundId;
}

/** The stateless part: signatures and the page's values. */
const signing: Pick<
  FakeGateway,
  'verifyCallback' | 'signCallback' | 'verifyWebhook' | 'parseWebhook' | 'sign' | 'checkoutOptions'
> = {
  verifyCallback: (claim) =>
    matches(hmac(`${claim.providerOrderId}|${claim.providerPaymentId}`), claim.signature),
  signCallback: (orderId, paymentId) => hmac(`${orderId}|${paymentId}`).toString('hex'),
  verifyWebhook: (rawBody, headers) => matches(hmac(rawBody), headers.get('fake-signature')),
  parseWebhook: parse,
  sign: (event) => {
    const rawBody = Buffer.from(JSON.stringify(event));
    return deliveryOf(rawBody, hmac(rawBody).toString('hex'), event.eventId);
  },
  checkoutOptions: (): CheckoutOptions => ({
    provider: 'razorpay',
    scriptUrl: 'https://provider.example/checkout.js',
    keyId: 'key_fake',
  }),
};

const isWithin = ({ from, to }: Interval, { occurredAt }: PaymentFact): boolean =>
  occurredAt >= from && occurredAt <= to;

function refuseUnknown(operation: string): never {
  const details = { operation, statusCode: 400, code: 'BAD_REQUEST_ERROR', reason: null };
  throw new ProviderError('rejected', 'no such id', details);
}

type FakeIdentity = Pick<PaymentGateway, 'provider' | 'accountId'> & Partial<Pick<PaymentGateway, 'mode'>>;

const firstProvider: FakeIdentity = { provider: 'razorpay', accountId: 'acc_fake' };

interface Memory {
  readonly orders: ProviderOrder[];
  readonly attempts: Map<string, AttemptFact>;
  readonly refunds: RefundFact[];
}

type Answer = <T>(operation: string, subject: string, work: () => T) => Promise<T>;

const attemptIn = ({ attempts }: Memory, id: string): AttemptFact =>
  attempts.get(id) ?? refuseUnknown('fetch-attempt');

function readsOf(memory: Memory, answer: Answer) {
  const { orders, attempts, refunds } = memory;
  const refundsOf = (id: string) => refunds.filter((one) => one.providerPaymentId === id);
  return {
    findOrderByReceipt: (receipt) =>
      answer('find-order', receipt, () => orders.find((one) => one.receipt === receipt) ?? null),
    fetchOrder: (id) =>
      answer(
        'fetch-order',
        id,
        () => orders.find((one) => one.providerOrderId === id) ?? refuseUnknown('fetch-order'),
      ),
    fetchAttempts: (orderId) =>
      answer('fetch-attempts', orderId, () =>
        [...attempts.values()].filter((one) => one.providerOrderId === orderId),
      ),
    fetchAttempt: (id) => answer('fetch-attempt', id, () => attemptIn(memory, id)),
    fetchRefunds: (id) => answer('fetch-refunds', id, () => refundsOf(id)),
    findRefund: (refundId, id) =>
      answer('find-refund', refundId, () => refundsOf(id).find((one) => one.refundId === refundId) ?? null),
    listAttempts: (interval) =>
      answer('list-attempts', 'all', () => [...attempts.values()].filter((one) => isWithin(interval, one))),
    listRefunds: (interval) =>
      answer('list-refunds', 'all', () => refunds.filter((one) => isWithin(interval, one))),
  } satisfies Partial<PaymentGateway>;
}

function writesOf(memory: Memory, answer: Answer) {
  const { orders, attempts, refunds } = memory;
  return {
    createOrder: (input) =>
      answer('create-order', input.receipt, () => {
        const order = newOrder(input);
        orders.push(order);
        return order;
      }),
    capture: ({ providerPaymentId }) =>
      answer('capture', providerPaymentId, () => {
        const captured: AttemptFact = { ...attemptIn(memory, providerPaymentId), state: 'captured' };
        attempts.set(providerPaymentId, captured);
        return captured;
      }),
    submitRefund: (input) =>
      answer('submit-refund', input.refundId, () => {
        const earlier = refunds.find((one) => isSameRefund(one, input));
        if (earlier) return earlier;
        const refund = newRefund(input);
        refunds.push(refund);
        return refund;
      }),
  } satisfies Partial<PaymentGateway>;
}

/** An in-memory provider: remembers orders, captures and refunds, answers immediately. */
export function createFakeGateway(identity: FakeIdentity = firstProvider): FakeGateway {
  const memory: Memory = { orders: [], attempts: new Map(), refunds: [] };
  const { mode = 'test', accountId } = identity;
  const calls: string[] = [];
  let isDown = false;

  const answering =
    (whenDown: 'unknown' | 'unavailable'): Answer =>
    (operation, subject, work) => {
      calls.push(`${operation} ${subject}`);
      if (!isDown) return Promise.resolve().then(work);
      const details = { operation, statusCode: null, code: null, reason: null };
      return Promise.reject(new ProviderError(whenDown, `${operation}: down`, details));
    };
  const read = answering('unavailable');

  return {
    ...identity,
    mode,
    offers: { currencies: [], rails: ['card', 'upi'], capabilities: {} },
    calls,
    checkoutOrigins: { script: [], page: [] },
    ...memory,
    ...readsOf(memory, read),
    ...writesOf(memory, answering('unknown')),
    probe: () => read('probe', accountId, () => ({ mode, accountId })),
    setDown: (down) => {
      isDown = down;
    },
    ...signing,
  };
}
