import type { Book, EventRecord } from './book.ts';
import type { Clock } from './clock.ts';
import type { DisputeEntity, DisputeOutcome, OrderEntity, PaymentEntity, RefundEntity } from './entities.ts';
import { newEventId } from './ids.ts';
import { hmacHex } from './signature.ts';

export interface PaymentLinkEntity {
  id: string;
  amount: number;
  currency: string;
  status: 'paid';
  reference_id: string;
  order_id: string;
}

type Payload = Record<string, { entity: unknown }>;
interface Options {
  book: Book;
  clock: Clock;
  accountId: string;
  secret: string;
  send: (event: EventRecord) => void;
}

/** Builds the envelope when the event happens: deliveries send this snapshot, with the same bytes and signature. */
export function createWebhookEvents({ book, clock, accountId, send, ...options }: Options) {
  let secret = options.secret;

  function emit(type: string, orderId: string | null, payload: Payload): void {
    const body = JSON.stringify({
      entity: 'event',
      account_id: accountId,
      event: type,
      contains: Object.keys(payload),
      payload,
      created_at: clock.seconds(),
    });
    const event: EventRecord = {
      id: newEventId(),
      type,
      orderId,
      body,
      signature: hmacHex(secret, body),
      state: 'pending',
      misbehaviour: null,
      tries: [],
      createdAt: clock.iso(),
    };
    book.noteEvent(event);
    send(event);
  }

  return {
    secret: (): string => secret,
    rotateSecret: (fresh: string): void => {
      secret = fresh;
    },
    payment: (
      type: 'payment.authorized' | 'payment.captured' | 'payment.failed',
      payment: PaymentEntity,
    ): void => {
      // The provider's card samples say captured:true in payment.authorized; consumers must not trust the flag.
      const looksCaptured = type === 'payment.authorized' && payment.method === 'card';
      const entity = looksCaptured ? { ...payment, captured: true } : payment;
      emit(type, payment.order_id, { payment: { entity } });
    },
    orderPaid: (order: OrderEntity, payment: PaymentEntity): void =>
      emit('order.paid', order.id, { payment: { entity: payment }, order: { entity: order } }),
    refund: (
      type: 'refund.created' | 'refund.processed' | 'refund.failed',
      refund: RefundEntity,
      payment: PaymentEntity,
    ): void => emit(type, payment.order_id, { refund: { entity: refund }, payment: { entity: payment } }),
    dispute: (
      type: `payment.dispute.${'created' | DisputeOutcome}`,
      dispute: DisputeEntity,
      payment: PaymentEntity,
    ): void => emit(type, payment.order_id, { payment: { entity: payment }, dispute: { entity: dispute } }),
    linkPaid: (link: PaymentLinkEntity, order: OrderEntity, payment: PaymentEntity): void =>
      emit('payment_link.paid', order.id, {
        payment_link: { entity: link },
        // The provider's own slip: here alone an order's id comes without its prefix.
        order: { entity: { ...order, id: order.id.replace('order_', '') } },
        payment: { entity: payment },
      }),
  };
}
export type WebhookEvents = ReturnType<typeof createWebhookEvents>;
