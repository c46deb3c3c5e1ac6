import type { Book, EventRecord } from './book.ts';
import type { OrderEntity, PaymentEntity, RefundEntity } from './entities.ts';
import { newEventId, unixSeconds } from './ids.ts';
import { hmacHex } from './signature.ts';

type Payload = Record<string, { entity: unknown }>;
interface Options {
  book: Book;
  accountId: string;
  send: (event: EventRecord) => void;
}

/** Builds the envelope when the event happens: deliveries send this snapshot, with the same bytes and signature. */
export class WebhookEvents {
  readonly book: Book;
  readonly accountId: string;
  secret: string;
  private readonly send: (event: EventRecord) => void;

  constructor(options: Options & { secret: string }) {
    this.book = options.book;
    this.accountId = options.accountId;
    this.secret = options.secret;
    this.send = options.send;
  }

  payment(type: 'payment.authorized' | 'payment.captured' | 'payment.failed', payment: PaymentEntity): void {
    // The provider's card samples say captured:true in payment.authorized; consumers must not trust the flag.
    const looksCaptured = type === 'payment.authorized' && payment.method === 'card';
    const entity = looksCaptured ? { ...payment, captured: true } : payment;
    this.emit(type, payment.order_id, { payment: { entity } });
  }

  orderPaid(order: OrderEntity, payment: PaymentEntity): void {
    this.emit('order.paid', order.id, { payment: { entity: payment }, order: { entity: order } });
  }

  refund(
    type: 'refund.created' | 'refund.processed' | 'refund.failed',
    refund: RefundEntity,
    payment: PaymentEntity,
  ) {
    this.emit(type, payment.order_id, { refund: { entity: refund }, payment: { entity: payment } });
  }

  private emit(type: string, orderId: string | null, payload: Payload): void {
    const body = JSON.stringify({
      entity: 'event',
      account_id: this.accountId,
      event: type,
      contains: Object.keys(payload),
      payload,
      created_at: unixSeconds(),
    });
    const event: EventRecord = {
      id: newEventId(),
      type,
      orderId,
      body,
      signature: hmacHex(this.secret, body),
      state: 'pending',
      misbehaviour: null,
      tries: [],
      createdAt: new Date().toISOString(),
    };
    this.book.noteEvent(event);
    this.send(event);
  }
}
