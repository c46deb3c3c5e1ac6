import type { BankParts } from './bank-parts.ts';
import type { PaymentRecord, RefundRecord } from './book.ts';
import { type Notes, newRefund } from './entities.ts';
import { digits } from './ids.ts';
import { Refusal } from './refusal.ts';

export interface RefundInput {
  amount: number;
  notes: Notes;
  receipt: string | null;
  speed: 'normal' | 'optimum';
  requestedBy: RefundRecord['requestedBy'];
  idempotencyKey: string | null;
  requestHash: string | null;
  isSilent: boolean;
}

/** A refund that the merchant's system did not ask for. */
export const unrequested = {
  notes: [],
  receipt: null,
  speed: 'normal',
  idempotencyKey: null,
  requestHash: null,
  isSilent: false,
} as const satisfies Partial<RefundInput>;

function refundsOf({ book, clock, events, mark, balance }: BankParts) {
  function countRefunds(payment: PaymentRecord): void {
    const refunds = book.refundsOf(payment.entity.id).filter((refund) => refund.entity.status !== 'failed');
    const sum = refunds.reduce((total, refund) => total + refund.entity.amount, 0);
    const { entity } = payment;
    entity.amount_refunded = sum;
    entity.refund_status = sum === 0 ? null : sum < entity.amount ? 'partial' : 'full';
    if (entity.refund_status === 'full') entity.status = 'refunded';
    else if (entity.status === 'refunded') entity.status = entity.captured ? 'captured' : 'authorized';
    const last = payment.history.at(-1);
    if (last?.status !== entity.status) mark(payment);
  }

  /** Money that was never captured is not in the balance, and does not leave it. */
  function moveBalance(kind: 'refund' | 'refund_reversal', { entity: refund }: RefundRecord): void {
    if (!book.payment(refund.payment_id).entity.captured) return;
    const { id: refundId, payment_id: paymentId, currency, amount } = refund;
    const gross = kind === 'refund' ? -amount : amount;
    balance.move({ kind, paymentId, refundId, currency, gross });
  }

  const tell = (type: Parameters<typeof events.refund>[0], refund: RefundRecord): void => {
    if (refund.isSilent) return;
    events.refund(type, refund.entity, book.payment(refund.entity.payment_id).entity);
  };

  function createRefund(payment: PaymentRecord, input: RefundInput): RefundRecord {
    const { idempotencyKey, requestHash, requestedBy, isSilent } = input;
    const refund: RefundRecord = {
      entity: newRefund({ payment: payment.entity, ...input, createdAt: clock.seconds() }),
      idempotencyKey,
      requestHash,
      requestedBy,
      isSilent,
      history: [],
    };
    book.addRefund(refund);
    moveBalance('refund', refund);
    countRefunds(payment);
    mark(refund);
    tell('refund.created', refund);
    return refund;
  }

  function processRefund(refund: RefundRecord): void {
    if (refund.entity.status !== 'pending') return;
    refund.entity.status = 'processed';
    refund.entity.acquirer_data = { arn: digits(23) };
    mark(refund);
    tell('refund.processed', refund);
  }

  function failRefund(refund: RefundRecord): void {
    if (refund.entity.status === 'failed') return;
    refund.entity.status = 'failed';
    refund.entity.acquirer_data = { arn: null };
    mark(refund);
    moveBalance('refund_reversal', refund);
    countRefunds(book.payment(refund.entity.payment_id));
    tell('refund.failed', refund);
  }

  return { createRefund, processRefund, failRefund };
}

/** What the provider does by itself. */
function giveBacksOf({ terms }: BankParts, { createRefund, processRefund }: ReturnType<typeof refundsOf>) {
  /** What the provider gives back by itself, all that is left of it. */
  function giveBack(payment: PaymentRecord, isSilent: boolean): RefundRecord {
    const { amount, amount_refunded: refunded } = payment.entity;
    const input = { ...unrequested, amount: amount - refunded, requestedBy: 'provider', isSilent } as const;
    const refund = createRefund(payment, input);
    processRefund(refund);
    return refund;
  }

  return {
    /** Uncaptured money goes back to the payer; the payment was never captured. */
    autoRefund: (payment: PaymentRecord, isSilent = false): RefundRecord => {
      if (payment.entity.status !== 'authorized') {
        throw new Refusal('Only an authorized payment is refunded automatically', { reason: 'wrong_state' });
      }
      return giveBack(payment, isSilent);
    },
    /** The second capture of an order, unless somebody has refunded it meanwhile. */
    giveBackSecond: (payment: PaymentRecord): RefundRecord | null =>
      payment.entity.status === 'captured' ? giveBack(payment, terms.giveBackTold === 'silently') : null,
  };
}

export function bankRefunds(parts: BankParts) {
  const refunds = refundsOf(parts);
  return { ...refunds, ...giveBacksOf(parts, refunds) };
}
