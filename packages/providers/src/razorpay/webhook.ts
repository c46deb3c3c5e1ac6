import type {
  OrderFact,
  ParsedWebhook,
  PaymentFact,
  WebhookHeaders,
} from '@holdfast/core/ports/payment-gateway';
import {
  orderInEvent,
  paymentAnswer,
  refundAnswer,
  type WebhookEnvelope,
  webhookEnvelope,
} from './answers.ts';
import { matchesHmac } from './hmac-signature.ts';
import { toAttemptFact, toRefundFact } from './mapping.ts';

/** During a rotation the provider signs retries with the old secret and new events with the new one. */
export interface WebhookSecrets {
  current: string;
  previous: string | null;
}

/** Why a well-signed event holds no facts. */
export const ignoredReasons = {
  unreadableBody: 'unreadable_body',
  unreadableEntity: 'unreadable_entity',
  otherAccount: 'other_account',
  notUsed: 'event_not_used',
  /** it moves money, and a later release may read it: replay it then */
  notReadYet: 'not_read_yet',
} as const;

const longestEventId = 100;

export function verifyWebhookSignature(
  secrets: WebhookSecrets,
  rawBody: Uint8Array,
  headers: WebhookHeaders,
): boolean {
  const accepted = secrets.previous === null ? [secrets.current] : [secrets.current, secrets.previous];
  return matchesHmac(accepted, rawBody, headers.get('x-razorpay-signature'));
}

export function parseRazorpayWebhook(
  accountId: string,
  rawBody: Uint8Array,
  headers: WebhookHeaders,
): ParsedWebhook {
  const eventId = readEventId(headers);
  const envelope = webhookEnvelope.safeParse(parseJson(rawBody));
  if (!envelope.success) {
    const ignoredReason = ignoredReasons.unreadableBody;
    return { eventId, eventType: 'unreadable', accountId: null, facts: [], orders: [], ignoredReason };
  }
  const { event, account_id: givenAccount } = envelope.data;
  const parsed = { eventId, eventType: event, accountId: givenAccount };
  if (givenAccount !== null && givenAccount !== accountId) {
    return { ...parsed, facts: [], orders: [], ignoredReason: ignoredReasons.otherAccount };
  }
  const entities = entitiesOf(event);
  if (entities.length === 0) {
    const ignoredReason = notReadYet.test(event) ? ignoredReasons.notReadYet : ignoredReasons.notUsed;
    return { ...parsed, facts: [], orders: [], ignoredReason };
  }
  const orders = readOrders(envelope.data);
  const facts = entities.flatMap((entity) => readFact(envelope.data, entity));
  const ignoredReason = facts.length === 0 ? ignoredReasons.unreadableEntity : null;
  return { ...parsed, facts, orders, ignoredReason };
}

type Entity = 'payment' | 'refund';

/**
 * A refund event also carries its payment, told first: a refund of a payment that we never heard of can then be placed. The
 * payment inside a dispute event is a stale snapshot and is not read.
 */
function entitiesOf(event: string): Entity[] {
  switch (event) {
    case 'payment.authorized':
    case 'payment.captured':
    case 'payment.failed':
    case 'payment.pending':
    case 'order.paid':
      return ['payment'];
    case 'refund.created':
    case 'refund.processed':
    case 'refund.failed':
    case 'refund.speed_changed':
      return ['payment', 'refund'];
    default:
      return [];
  }
}

/** Disputes, settlements and transfers; one page of the provider spells the last in the plural. */
const notReadYet = /^(payment\.dispute|settlement|transfers?)\./;

function entityIn({ payload }: WebhookEnvelope, name: Entity | 'order'): unknown {
  const wrapper = payload[name];
  return typeof wrapper === 'object' && wrapper !== null && 'entity' in wrapper ? wrapper.entity : undefined;
}

function readOrders(envelope: WebhookEnvelope): OrderFact[] {
  const order = orderInEvent.safeParse(entityIn(envelope, 'order'));
  return order.success ? [{ providerOrderId: order.data.id, receipt: order.data.receipt }] : [];
}

function readFact(envelope: WebhookEnvelope, name: Entity): PaymentFact[] {
  const entity = entityIn(envelope, name);
  if (name === 'payment') {
    const payment = paymentAnswer.safeParse(entity);
    return payment.success ? [toAttemptFact(payment.data, envelope.created_at)] : [];
  }
  const refund = refundAnswer.safeParse(entity);
  return refund.success ? [toRefundFact(refund.data, envelope.created_at)] : [];
}

function readEventId(headers: WebhookHeaders): string | null {
  const eventId = headers.get('x-razorpay-event-id')?.trim() ?? '';
  return eventId === '' || eventId.length > longestEventId ? null : eventId;
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return undefined;
  }
}
